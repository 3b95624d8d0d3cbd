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

// The complete programs in the README compile, and run against the emulator with nothing but the environment set.
func TestProgramsInTheReadmeRun(t *testing.T) {
	t.Parallel()
	server := newEmulator(t)
	address, err := server.Start()
	require.NoError(t, err)
	programs := 0
	for _, block := range goBlocks(t) {
		if !isProgram(block) {
			continue
		}
		programs++
		binary := build(t, block)
		run := exec.CommandContext(t.Context(), binary) //nolint:gosec // just built
		run.Dir = filepath.Dir(binary)
		run.Env = append(os.Environ(), "CLOUDFLARE_BASE_URL="+address, "CLOUDFLARE_API_TOKEN="+emulator.DefaultToken,
			"CLOUDFLARE_ACCOUNT_ID="+account, "HOME="+run.Dir)
		message, err := run.CombinedOutput()
		require.NoError(t, err, "%s", message)
	}
	require.NotZero(t, programs, "the README has no complete program")
}

// The other blocks compile as part of a caller's test.
func TestFragmentsInTheReadmeCompile(t *testing.T) {
	t.Parallel()
	const test = `package main

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
	fragments := 0
	for _, block := range goBlocks(t) {
		if !isProgram(block) {
			fragments++
			require.FileExists(t, build(t, fmt.Sprintf(test, block)))
		}
	}
	require.NotZero(t, fragments, "the README has no fragment")
}

func goBlocks(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	var blocks []string
	for _, block := range goBlock.FindAllStringSubmatch(string(readme), -1) {
		blocks = append(blocks, block[1])
	}
	return blocks
}

func isProgram(block string) bool { return strings.HasPrefix(strings.TrimSpace(block), "package main") }

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
