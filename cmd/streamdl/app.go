package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"syscall"
)

// app is one run of the command: where it writes, and the flags that all commands have.
type app struct {
	stdout *output
	stderr io.Writer

	json      bool
	debug     bool
	accountID string
	baseURL   string

	bar   atomic.Pointer[bar] // the latest one shown
	begun bool                // the arguments were good, and the command itself began
}

// run runs the command and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	ctx, stop := interruptible(ctx)
	defer stop()
	a := &app{stdout: &output{w: stdout}, stderr: stderr}
	root := newRoot(a) //nolint:contextcheck // the commands get it from ExecuteContextC
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !a.begun {
		a.json = a.json || asksForJSON(args)
		err = usageError{err, cmd.CommandPath()}
	}
	if errors.Is(err, context.Canceled) && !errors.Is(err, errInterrupted) {
		err = fmt.Errorf("%w: %w", errInterrupted, err)
	}
	if err == nil && !errors.Is(a.stdout.err, syscall.EPIPE) {
		err = a.stdout.err
	}
	if err != nil {
		a.explain(err)
	}
	return exitCode(err)
}

// asksForJSON looks for the flag where parsing ended before it was reached.
func asksForJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}
