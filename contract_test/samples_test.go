package contract_test

import (
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
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	is.NoError(err)
	server := newEmulator(t)
	address, err := server.Start()
	is.NoError(err)
	programs := 0
	for _, block := range goBlock.FindAllStringSubmatch(string(readme), -1) {
		if !strings.HasPrefix(strings.TrimSpace(block[1]), "package main") {
			continue
		}
		programs++
		directory := t.TempDir()
		file := filepath.Join(directory, "main.go")
		is.NoError(os.WriteFile(file, []byte(block[1]), 0o600))
		binary := filepath.Join(directory, "program")
		build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, file) //nolint:gosec // just written
		build.Dir = root
		message, err := build.CombinedOutput()
		is.NoError(err, "%s", message)
		run := exec.CommandContext(t.Context(), binary) //nolint:gosec // just built
		run.Dir = directory
		run.Env = append(os.Environ(), "CLOUDFLARE_BASE_URL="+address, "CLOUDFLARE_API_TOKEN="+emulator.DefaultToken,
			"CLOUDFLARE_ACCOUNT_ID="+account, "HOME="+directory)
		message, err = run.CombinedOutput()
		is.NoError(err, "%s", message)
	}
	is.NotZero(programs, "the README has no complete program")
}
