package transfer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/internal/network"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
)

const (
	// attemptsAllowed is how many attempts in a row may end without a new byte.
	attemptsAllowed = 6
	// firstPause bounds the pause after the first of them, and longestPause that after any. Pauses are random below that.
	firstPause   = time.Second
	longestPause = 15 * time.Second
	// maxRetryAfter is the longest Retry-After of a server that is waited for. A longer one ends the transfer at once.
	maxRetryAfter = 5 * time.Minute
)

// retrier decides after each failed attempt whether there is another one, and waits.
type retrier struct {
	o        Options
	src      *source.Source
	started  time.Time // of the transfer
	pauses   backoff.Backoff
	failures int // attempts in a row without a new byte
}

func newRetrier(o Options, src *source.Source, started time.Time) *retrier {
	return &retrier{o: o, src: src, started: started, pauses: backoff.Backoff{Base: firstPause, Max: longestPause}}
}

// pause returns nil when another attempt is worth making, else the final error.
func (r *retrier) pause(ctx context.Context, err error, progressed bool) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var pause time.Duration
	status, isStatus := errors.AsType[*StatusError](err)
	switch {
	case isStatus && status.Is(ErrUnauthorized):
		return r.src.Renew(ctx, status)
	case isStatus && r.notYetThere(status):
		pause = min(r.pauses.Next(), time.Until(r.started.Add(r.o.ReadyGrace)))
	case final(err):
		return err
	default:
		r.failures++
		// Bytes that drip in are progress of a kind that would never end.
		if progressed && !errors.Is(err, source.ErrTrickle) {
			r.failures = 0
			r.pauses.Reset()
		}
		if r.failures >= attemptsAllowed {
			return fmt.Errorf("gave up after %d attempts without progress: %w", r.failures, err)
		}
		pause = r.pauses.Next()
	}
	if isStatus && status.RetryAfter > 0 {
		if status.RetryAfter > maxRetryAfter {
			return err
		}
		pause = max(pause, backoff.Spread(status.RetryAfter))
	}
	if backoff.Exceeds(ctx, pause) {
		return fmt.Errorf("%w before the next attempt: %w", context.DeadlineExceeded, err)
	}
	r.o.Logger.Info("trying again", "host", r.src.Host(), "in", pause, "after", err)
	if ended := backoff.Sleep(ctx, pause); ended != nil {
		return fmt.Errorf("%w while waiting after: %w", ended, err)
	}
	return nil
}

// notYetThere says whether a file that is missing may be one that was just made, and does not exist everywhere yet.
func (r *retrier) notYetThere(status *StatusError) bool {
	switch status.StatusCode {
	case http.StatusNotFound, http.StatusFailedDependency:
		return !r.src.Answered() && time.Since(r.started) < r.o.ReadyGrace
	}
	return false
}

// final says that the same request would fail in the same way again.
func final(err error) bool {
	if status, ok := errors.AsType[*StatusError](err); ok {
		switch code := status.StatusCode; code {
		case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests:
			return false
		default:
			return code < 500 || code == http.StatusNotImplemented
		}
	}
	if errors.Is(err, source.ErrWrongRange) {
		return false
	}
	for _, kind := range []error{ErrInvalid, ErrLocal, ErrProtocol, ErrChanged, ErrInsecure, source.ErrRedirect, errRestart, errRangeless} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return network.Permanent(err)
}
