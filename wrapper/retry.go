package wrapper

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// retried repeats an attempt that failed. GET and DELETE may be sent twice: the second finds what the first
// left. A POST is repeated only if it can't have reached the service; what to do otherwise needs a look,
// which is the business of [Client.Create].
func retried(next sender, policy RetryPolicy, pace *pacer, budget *retryBudget) sender {
	return func(req *http.Request, _ int) (*http.Response, error) {
		var pauses *backoff.ExponentialBackOff // made at the first failure: most calls have none
		var last *Error
		blocked := false
		for attempt := 1; ; attempt++ {
			resp, err := next(req, attempt)
			if err == nil {
				budget.earn()
				return resp, nil
			}
			failed, ok := errors.AsType[*Error](err)
			if !ok {
				return nil, err // an argument that can't be sent
			}
			ctx := req.Context()
			failed.reached = last != nil && last.reached
			if failed.unsent || ctx.Err() != nil {
				return nil, stop(ctx, newest(failed, last))
			}
			v := classify(failed)
			failed.reached = failed.reached || v.reached
			last = failed
			limited := v.retry && failed.RetryAfter > 0 && failed.Is(ErrRateLimited)
			if limited {
				pace.pauseAll(failed.RetryAfter)
			}
			if !v.retry || attempt == policy.MaxAttempts || (v.reached && req.Method == http.MethodPost) ||
				failed.RetryAfter > policy.MaxRetryAfter || !rewind(req) {
				return nil, failed
			}
			if limited && !blocked && failed.RetryAfter > minPause {
				blocked = true
				continue // paced waits, with everybody else; to come back as asked, once, is no extra load
			}
			if pauses == nil {
				pauses = newPauses(policy)
			}
			pause := pauseAfter(failed, pauses)
			if exceeds(ctx, pause) || !budget.spend() {
				return nil, failed
			}
			if !limited && sleep(ctx, pause) != nil {
				return nil, stop(ctx, failed)
			}
		}
	}
}

// pauseAfter is how long to wait after a failure: as long as the service asks and a little more, or else a
// random time that grows (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
func pauseAfter(failed *Error, pauses *backoff.ExponentialBackOff) time.Duration {
	if hint := failed.RetryAfter; hint > 0 {
		return hint + jitter(hint/10)
	}
	return max(pauses.NextBackOff(), minPause)
}

// newPauses gives random pauses between nothing and a bound that doubles: full jitter. The library
// spreads an interval to both of its sides, so the interval is the half of the bound.
func newPauses(policy RetryPolicy) *backoff.ExponentialBackOff {
	return &backoff.ExponentialBackOff{
		InitialInterval:     min(policy.BaseDelay, policy.MaxDelay) / 2,
		MaxInterval:         policy.MaxDelay / 2,
		Multiplier:          2,
		RandomizationFactor: 1,
	}
}

// newest is the last failure that says what happened at the service, if there is one.
func newest(failed, last *Error) *Error {
	if failed.StatusCode == 0 && last != nil {
		return last
	}
	return failed
}

// stop adds to the last failure why it was the last: the context ended.
func stop(ctx context.Context, e *Error) error {
	ended, cause := ctx.Err(), context.Cause(ctx)
	if ended == nil {
		return e
	}
	reason := ended
	if !errors.Is(ended, cause) {
		reason = fmt.Errorf("%w: %w", ended, cause)
	}
	if e.StatusCode == 0 && (errors.Is(e.cause, ended) || errors.Is(e.cause, cause)) {
		e.cause = reason // the attempt itself was cancelled
	} else {
		e.stopped = reason
	}
	return e
}

// rewind makes a request ready to be sent again. One whose body can't be read twice never is.
func rewind(req *http.Request) bool {
	if req.Body == nil || req.Body == http.NoBody {
		return true
	}
	if req.GetBody == nil {
		return false
	}
	body, err := req.GetBody()
	req.Body = body
	return err == nil
}
