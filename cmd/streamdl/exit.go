package main

import (
	"errors"
	"io/fs"

	"github.com/streamdl/streamdl-go/wrapper"
)

// The exit codes. Scripts depend on them.
const (
	exitDone             = 0
	exitFailure          = 1
	exitUsage            = 2
	exitUnauthorized     = 3
	exitNotFound         = 4
	exitRateLimited      = 5
	exitGenerationFailed = 6
	exitLocal            = 7
	exitInterrupted      = 130 // as of a process that SIGINT ended
)

// usageError is a command line that can't be run.
type usageError struct {
	error
	command string
}

func (e usageError) Unwrap() error { return e.error }

func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	for _, known := range []struct {
		kind error
		code int
	}{
		{errInterrupted, exitInterrupted},
		{wrapper.ErrInvalid, exitUsage},
		{wrapper.ErrUnauthorized, exitUnauthorized},
		{wrapper.ErrNotFound, exitNotFound},
		{wrapper.ErrRateLimited, exitRateLimited},
		{wrapper.ErrDownloadFailed, exitGenerationFailed},
		{wrapper.ErrLocal, exitLocal},
	} {
		if errors.Is(err, known.kind) {
			return known.code
		}
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return exitLocal
	}
	return exitFailure
}
