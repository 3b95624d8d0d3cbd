package contract_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/emulator"
)

var goBlock = regexp.MustCompile("(?s)```go\n(.*?)```")

// The complete programs in the README compile, and run against the emulator with nothing but the environment set.
func TestProgramsInTheReadmeRun(t *testing.T) {
	t.Parallel()
	is := expect(t)
	server := newEmulator(t)
	address, err := server.Start()
	is.NoError(err)
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
		is.NoError(err, "%s", message)
	}
	is.NotZero(programs, "the README has no complete program")
}

// The other blocks compile as part of a caller's test.
func TestFragmentsInTheReadmeCompile(t *testing.T) {
	t.Parallel()
	is := expect(t)
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
			is.FileExists(build(t, fmt.Sprintf(test, block)))
		}
	}
	is.NotZero(fragments, "the README has no fragment")
}

func goBlocks(t *testing.T) []string {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	expect(t).NoError(err)
	var blocks []string
	for _, block := range goBlock.FindAllStringSubmatch(string(readme), -1) {
		blocks = append(blocks, block[1])
	}
	return blocks
}

func isProgram(block string) bool { return strings.HasPrefix(strings.TrimSpace(block), "package main") }

func build(t *testing.T, source string) (binary string) {
	t.Helper()
	is := expect(t)
	directory := t.TempDir()
	file := filepath.Join(directory, "main.go")
	is.NoError(os.WriteFile(file, []byte(source), 0o600))
	binary = filepath.Join(directory, "program")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, file) //nolint:gosec // just written
	build.Dir = root
	message, err := build.CombinedOutput()
	is.NoError(err, "%s", message)
	return binary
}
