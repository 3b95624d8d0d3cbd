package contract_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// fragment is the test of a caller, around a block of the README that is no program.
const fragment = `package main

import (
	"net/http"
	"testing"

	"github.com/streamdl/streamdl-go/conformance"
)

func main() {}

func TestOfACaller(t *testing.T) {
%s
	_ = client
}
`

// The complete programs in the README run against the emulator with nothing but the environment set. The other blocks
// compile as part of a caller's test.
func TestSamplesInTheReadmeRun(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	address, err := newEmulator(t).Start()
	require.NoError(t, err)
	programs, fragments := 0, 0
	for _, block := range goBlock.FindAllStringSubmatch(string(readme), -1) {
		if !strings.HasPrefix(strings.TrimSpace(block[1]), "package main") {
			fragments++
			build(t, fmt.Sprintf(fragment, block[1]))
			continue
		}
		programs++
		binary := build(t, block[1])
		run := exec.CommandContext(t.Context(), binary) //nolint:gosec // just built
		run.Dir = filepath.Dir(binary)
		run.Env = append(os.Environ(), "CLOUDFLARE_BASE_URL="+address, "CLOUDFLARE_API_TOKEN="+emulator.DefaultToken,
			"CLOUDFLARE_ACCOUNT_ID="+account, "HOME="+run.Dir)
		message, err := run.CombinedOutput()
		require.NoError(t, err, "%s", message)
	}
	require.NotZero(t, programs, "the README has no complete program")
	require.NotZero(t, fragments, "the README has no fragment")
}

func build(t *testing.T, source string) (binary string) {
	t.Helper()
	directory := t.TempDir()
	file := filepath.Join(directory, "main.go")
	require.NoError(t, os.WriteFile(file, []byte(source), 0o600))
	binary = filepath.Join(directory, "program")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, file) //nolint:gosec // just written
	build.Dir = root
	message, err := build.CombinedOutput()
	require.NoError(t, err, "%s", message)
	return binary
}
