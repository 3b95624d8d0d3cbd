package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/vbauerster/mpb/v8"
)

// app is one run of the command: where it writes, and the flags that all commands have.
type app struct {
	stdout *output
	stderr io.Writer

	json      bool
	debug     bool
	quiet     bool
	accountID string
	baseURL   string

	bars  atomic.Pointer[mpb.Progress] // the latest that were drawn on a terminal
	begun bool                         // the arguments were good, and the command itself began
}

// run runs the command and returns its exit code.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second interrupt ends the process
	a := &app{stdout: &output{w: os.Stdout}, stderr: os.Stderr}
	err := untilInterrupted(ctx, func() error { return a.execute(ctx, args) })
	if err == nil && !errors.Is(a.stdout.err, syscall.EPIPE) {
		err = a.stdout.err
	}
	if err != nil {
		a.explain(err)
	}
	return exitCode(err)
}

func (a *app) execute(ctx context.Context, args []string) error {
	root := newRoot(a) //nolint:contextcheck // the commands get it from ExecuteContextC
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !a.begun {
		a.json = a.json || asksForJSON(args)
		return usageError{unknownCommand(err), cmd.CommandPath()}
	}
	return inOneWord(err)
}

// interruptGrace is how long a command may take to save what it has after an interrupt.
const interruptGrace = 3 * time.Second

// untilInterrupted runs a command, and leaves it behind if it does not end after an interrupt.
func untilInterrupted(ctx context.Context, command func() error) error {
	ended := make(chan error, 1)
	go func() { ended <- command() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-ended:
		return err
	case <-time.After(interruptGrace):
		return errInterrupted
	}
}

// asksForJSON finds the flag where parsing ended before it was reached.
func asksForJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
}

var errInterrupted = errors.New("interrupted")

// isInterrupt reports whether an error is that of a context, which nothing but an interrupt cancels.
func isInterrupt(err error) bool { return errors.Is(err, context.Canceled) }

// inOneWord leaves out what an interrupt kept from happening: that a call got no response is no news then.
func inOneWord(err error) error {
	if isInterrupt(err) {
		return errInterrupted
	}
	return err
}
