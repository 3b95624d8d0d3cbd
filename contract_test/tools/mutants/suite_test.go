package mutants

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// suite is the contract suite, compiled.
type suite struct {
	root   string // of the module
	work   string // for what is made on the way
	binary string

	mu     sync.Mutex
	passed map[string]bool // the tests that pass without a change, by family
}

func compile(t *testing.T) *suite {
	t.Helper()
	absolute, err := filepath.Abs(root)
	require.NoError(t, err)
	work := t.TempDir()
	s := &suite{root: absolute, work: work, binary: filepath.Join(work, "suite")}
	require.NoError(t, s.build(t.Context(), s.binary))
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
	unchanged := map[string]mutant{"document": unchangedDocument(), "wire": unchangedWire(), "code": unchangedCode()}
	run, err := unchanged[m.family].try(t.Context(), s, m.test)
	require.NoError(t, err)
	require.True(t, run.green, "%s does not pass without a change: %s", m.test, run.output)
	if s.passed == nil {
		s.passed = map[string]bool{}
	}
	s.passed[m.family+m.test] = true
}

// build compiles the tests, with further arguments for go test.
func (s *suite) build(ctx context.Context, binary string, args ...string) error {
	args = append([]string{"test", "-c", "-ldflags=-s -w", "-vet=off", "-o", binary}, args...)
	command := exec.CommandContext(ctx, "go", append(args, "./contract_test")...) //nolint:gosec // the go tool
	command.Dir = s.root
	if message, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("does not compile: %w: %s", err, firstLines(string(message), 4))
	}
	return nil
}

// testRun is how a test ended.
type testRun struct {
	red, green bool
	output     string
}

func (r testRun) tail() string { return firstLines(r.output, 3) }

const testTimeout = 90 * time.Second

// runTest runs tests of the suite, with more in the environment.
func (s *suite) runTest(ctx context.Context, binary, test string, env ...string) (testRun, error) {
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, binary, "-test.run", "^("+test+")$", "-test.v") //nolint:gosec // just compiled
	command.Dir = filepath.Join(s.root, "contract_test")
	command.Env = append(os.Environ(), env...)
	output, err := command.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return testRun{}, fmt.Errorf("%s: %w", test, ctx.Err())
	case err != nil && !errors.As(err, &failed):
		return testRun{}, err
	}
	run := testRun{output: string(output)}
	ended := regexp.MustCompile(`(?m)^--- (PASS|FAIL): (?:` + test + `) `)
	run.red = err != nil && bytes.Contains(output, []byte("--- FAIL: ")) && strings.Contains(string(ended.Find(output)), "FAIL")
	run.green = err == nil && ended.Match(output)
	return run, nil
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(strings.TrimSpace(text), "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], " | ")
}
