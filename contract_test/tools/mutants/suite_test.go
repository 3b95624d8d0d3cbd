package mutants

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

// suite is the contract suite, compiled.
type suite struct {
	root   string // of the module
	binary string

	mu     sync.Mutex
	passed map[string]bool // the tests that pass without a change, by family
}

// target is what a test of the suite is run as, and against: the tests, compiled, and what is in the environment.
type target struct {
	binary string
	env    []string
}

func compile(t *testing.T) *suite {
	t.Helper()
	absolute, err := filepath.Abs(root)
	require.NoError(t, err)
	s := &suite{root: absolute, binary: filepath.Join(t.TempDir(), "suite"), passed: map[string]bool{}}
	s.build(t, s.binary)
	return s
}

// mustPassUnchanged runs the test that a mutant names without any change, once in the way of each family.
func (s *suite) mustPassUnchanged(t *testing.T, m mutant) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.passed[m.family+m.test] {
		return
	}
	against := target{binary: s.binary}
	switch m.family {
	case "document":
		against = onDocument("unchanged", "").prepare(t, s)
	case "wire":
		against = onWire("unchanged", emulator.AnyOperation, nil).prepare(t, s)
	}
	verdict, output := s.run(t, against, m.test)
	require.Equal(t, "PASS", verdict, "%s does not pass without a change: %s", m.test, output)
	s.passed[m.family+m.test] = true
}

// build compiles the tests, with further arguments for go test.
func (s *suite) build(t *testing.T, binary string, args ...string) {
	t.Helper()
	args = append([]string{"test", "-c", "-ldflags=-s -w", "-vet=off", "-o", binary}, args...)
	command := exec.CommandContext(t.Context(), "go", append(args, "./contract_test")...)
	command.Dir = s.root
	message, err := command.CombinedOutput()
	require.NoError(t, err, "does not compile: %s", message)
}

const testTimeout = 90 * time.Second

// run runs tests of the suite. The verdict is PASS, FAIL, or nothing if they ended in another way.
func (s *suite) run(t *testing.T, against target, test string) (verdict, output string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), testTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, against.binary, "-test.run", "^("+test+")$", "-test.v")
	command.Dir = filepath.Join(s.root, "contract_test")
	command.Env = append(os.Environ(), against.env...)
	said, err := command.CombinedOutput()
	require.NoError(t, ctx.Err(), test)
	if _, failed := errors.AsType[*exec.ExitError](err); !failed {
		require.NoError(t, err)
	}
	ended := regexp.MustCompile(`(?m)^--- (PASS|FAIL): (?:` + test + `) `).FindSubmatch(said)
	if ended != nil && (err == nil) == (string(ended[1]) == "PASS") {
		verdict = string(ended[1])
	}
	return verdict, string(said)
}
