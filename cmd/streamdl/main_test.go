package main

import (
	"fmt"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"
)

// TestMain installs the command as streamdl in the PATH of the tests: this very binary, which runs main
// under that name.
func TestMain(m *testing.M) {
	testscript.Main(leakless{m}, map[string]func(){"streamdl": main, "stubborn": mainStubborn})
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
