package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/emulator"
)

// TestMain installs the command as streamdl in the PATH of the tests: this very binary, which runs main
// under that name.
func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){"streamdl": main})
}

// leakless fails a run that leaves goroutines behind.
type leakless struct{ *testing.M }

func (l leakless) Run() int {
	folder, err := os.MkdirTemp("", "streamdl-coverage-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder)
	coverage = folder
	// The tests mostly wait for their processes: more of them than processors run side by side, unless go test is told.
	_ = flag.Set("test.parallel", "8")
	code := l.M.Run()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// coverage is the folder where a command that was built with go test -cover leaves its figures. Without one it warns on
// stderr.
var coverage string

// raceOptions keep a command that was built with the race detector from sleeping for a second at its end.
const raceOptions = "atexit_sleep_ms=0"

// clip is a video that is large enough to be caught while it is fetched.
const clip = "clip"

// emulate starts an emulator in this process, with a clip of so many bytes, if any.
func emulate(t *testing.T, size int64, options ...emulator.Option) (server *emulator.Server, baseURL string) {
	t.Helper()
	options = append([]emulator.Option{emulator.WithEncodeTime(0)}, options...)
	if size > 0 {
		options = append(options, emulator.WithContent(clip, "default", emulator.Synthetic(size, 1)))
	}
	server, err := emulator.New(options...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	baseURL, err = server.Start()
	require.NoError(t, err)
	return server, baseURL
}

// streamdl is the command in a process of its own.
func streamdl(folder, baseURL string, args ...string) *exec.Cmd {
	cmd := exec.Command("streamdl", args...)
	cmd.Dir = folder
	cmd.Env = []string{
		"GORACE=" + raceOptions,
		"GOCOVERDIR=" + coverage,
		"TERM=xterm",
		"CLOUDFLARE_BASE_URL=" + baseURL,
		"CLOUDFLARE_API_TOKEN=" + emulator.DefaultToken,
		"CLOUDFLARE_ACCOUNT_ID=" + emulator.DefaultAccount,
	}
	return cmd
}

func codeOf(t *testing.T, err error) int {
	t.Helper()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	require.NoError(t, err)
	return 0
}

func sumOf(t *testing.T, r io.Reader) string {
	t.Helper()
	hash := sha256.New()
	_, err := io.Copy(hash, r)
	require.NoError(t, err)
	return hex.EncodeToString(hash.Sum(nil))
}

func sumOfFile(t *testing.T, path string) string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	return sumOf(t, f)
}
