package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

// interruption is why a context is cancelled, in one word instead of two.
type interruption struct{}

func (interruption) Error() string { return "interrupted" }
func (interruption) Unwrap() error { return context.Canceled }

var errInterrupted error = interruption{}

func isInterrupt(err error) bool {
	return errors.Is(err, context.Canceled)
}

// interruptible ends the context at the first interrupt, and the process at the second.
func interruptible(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		if _, came := <-signals; !came {
			return
		}
		cancel(errInterrupted)
		if _, came := <-signals; came {
			os.Exit(exitInterrupted)
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(signals)
		cancel(nil)
	}
}
