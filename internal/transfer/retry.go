package transfer

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"
)

// retrier decides after each failed try whether there is another one, and waits.
type retrier struct {
	src      *source
	failures int // tries in a row without a new byte
	waits    int // refusals of a file that is about to appear
}

// pause returns nil when another try is worth making, else the final error.
func (r *retrier) pause(ctx context.Context, err error, progressed bool) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	o := r.src.o
	var delay time.Duration
	status, isStatus := errors.AsType[*StatusError](err)
	switch {
	case isStatus && status.Is(ErrUnauthorized):
		return r.src.renew(ctx, status)
	case isStatus && r.notYetThere(status):
		r.waits++
		delay = min(backoff(o.Retry, r.waits), time.Until(r.src.started.Add(o.ReadyGrace)))
	case final(err):
		return err
	default:
		r.failures++
		// Bytes that drip in are progress of a kind that would never end.
		if progressed && !errors.Is(err, errTrickle) {
			r.failures = 0
		}
		if r.failures >= o.Retry.Attempts {
			return fmt.Errorf("gave up after %d tries without progress: %w", r.failures, err)
		}
		delay = backoff(o.Retry, r.failures)
	}
	if isStatus && status.RetryAfter > 0 {
		if status.RetryAfter > o.Retry.MaxRetryAfter {
			return err
		}
		// A tenth more, at random, keeps many clients from coming back at once.
		delay = max(delay, status.RetryAfter+rand.N(status.RetryAfter/10+1))
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < delay {
		return fmt.Errorf("%w before the next try: %w", context.DeadlineExceeded, err)
	}
	o.Logger.Info("trying again", "host", r.src.host(), "in", delay, "after", err)
	return sleep(ctx, delay, err)
}

// notYetThere tells a file that was just made, and is not yet to be had
// everywhere, from one that is gone.
func (r *retrier) notYetThere(status *StatusError) bool {
	switch status.StatusCode {
	case http.StatusNotFound, http.StatusFailedDependency:
		return !r.src.hasAnswered() && time.Since(r.src.started) < r.src.o.ReadyGrace
	}
	return false
}

func sleep(ctx context.Context, delay time.Duration, last error) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w while waiting after: %w", context.Cause(ctx), last)
	}
}

func backoff(p Retry, failures int) time.Duration {
	delay := p.Max
	if shift := max(0, failures-1); shift < 20 {
		delay = min(p.Max, p.Base<<shift)
	}
	return delay/2 + rand.N(delay/2+1)
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
	if errors.Is(err, errWrongRange) {
		return false
	}
	for _, kind := range []error{ErrInvalid, ErrLocal, ErrProtocol, ErrChanged, ErrInsecure, errRedirect, errRestart, errRangeless} {
		if errors.Is(err, kind) {
			return true
		}
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.IsNotFound
	}
	_, badCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, unknownAuthority := errors.AsType[x509.UnknownAuthorityError](err)
	return badCertificate || unknownAuthority
}

func statusError(response *http.Response, generation int) *StatusError {
	e := &StatusError{StatusCode: response.StatusCode, generation: generation, size: -1}
	e.RetryAfter = retryAfter(response.Header.Get("Retry-After"), time.Now())
	if got, ok := parseContentRange(response.Header.Get("Content-Range")); ok {
		e.size = got.total
	}
	e.version = versionOf(response.Header, e.size)
	return e
}

// retryAfter reads whole seconds or a date; anything else counts as no hint.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(header); err == nil && date.After(now) {
		return date.Sub(now)
	}
	return 0
}
