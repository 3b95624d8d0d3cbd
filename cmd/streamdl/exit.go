package main

import (
	"errors"
	"io"
	"io/fs"
	"net"

	"github.com/streamdl/streamdl-go/export"
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
	exitIncomplete       = 8
	exitInterrupted      = 130 // as of a process that SIGINT ended
)

// outcome is how a run ended, as a number for the shell and as a word in the JSON. Scripts depend on both.
type outcome struct {
	code int
	kind string
}

// outcomes are what errors lead to; the first that matches counts.
var outcomes = []struct {
	is error
	outcome
}{
	{errInterrupted, outcome{exitInterrupted, "interrupted"}},
	{export.ErrIncomplete, outcome{exitIncomplete, "incomplete"}},
	{wrapper.ErrInvalid, outcome{exitUsage, "invalid"}},
	{wrapper.ErrUnauthorized, outcome{exitUnauthorized, "unauthorized"}},
	{wrapper.ErrNotFound, outcome{exitNotFound, "not_found"}},
	{wrapper.ErrRateLimited, outcome{exitRateLimited, "rate_limited"}},
	{wrapper.ErrDownloadFailed, outcome{exitGenerationFailed, "generation_failed"}},
	{wrapper.ErrExists, outcome{exitLocal, "exists"}},
	{wrapper.ErrLocked, outcome{exitLocal, "locked"}},
	{wrapper.ErrLocal, outcome{exitLocal, "local"}},
	{errTimedOut, outcome{exitFailure, "timeout"}},
	{wrapper.ErrProtocol, outcome{exitFailure, "protocol"}},
	{wrapper.ErrChanged, outcome{exitFailure, "protocol"}},
	{wrapper.ErrStalled, outcome{exitFailure, "network"}},
}

func outcomeOf(err error) outcome {
	for _, known := range outcomes {
		if errors.Is(err, known.is) {
			return known.outcome
		}
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return outcome{exitLocal, "local"}
	}
	call := apiError(err)
	_, ofNetwork := errors.AsType[net.Error](err)
	if ofNetwork || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || (call != nil && call.StatusCode == 0) {
		return outcome{exitFailure, "network"}
	}
	return outcome{exitFailure, "failure"}
}

func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	return outcomeOf(err).code
}
