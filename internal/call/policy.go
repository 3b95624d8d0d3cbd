package call

import (
	"cmp"
	"context"
	"time"

	"github.com/streamdl/streamdl-go/internal/backoff"
)

// Policy says how failed attempts are repeated, in the terms of the client's RetryPolicy.
type Policy struct {
	MaxAttempts    int
	BaseDelay      time.Duration
	MaxDelay       time.Duration
	MaxRetryAfter  time.Duration
	AttemptTimeout time.Duration
}

// WithDefaults gives each field that is zero its default.
func (p Policy) WithDefaults() Policy {
	return Policy{
		MaxAttempts:    cmp.Or(p.MaxAttempts, 4),
		BaseDelay:      cmp.Or(p.BaseDelay, 500*time.Millisecond),
		MaxDelay:       cmp.Or(p.MaxDelay, 30*time.Second),
		MaxRetryAfter:  cmp.Or(p.MaxRetryAfter, 5*time.Minute),
		AttemptTimeout: cmp.Or(p.AttemptTimeout, 30*time.Second),
	}
}

// MayPass reports whether the same call may succeed later, and the service asks for no longer pause until then than
// anybody waits for here.
func (c *Caller) MayPass(failure *Failure) bool {
	return failure.Transient() && failure.RetryAfter <= c.Policy.MaxRetryAfter
}

// Spend pays for a repetition that is not an attempt of Do, if the budget of all retries allows it.
func (c *Caller) Spend() bool { return c.budget.spend() }

// Pause waits as before another attempt, for a call that is repeated after Do gave it up. It returns the failure if there
// is to be no repetition.
func (c *Caller) Pause(ctx context.Context, failure *Failure) *Failure {
	if c.Policy.MaxAttempts == 1 || failure.RetryAfter > c.Policy.MaxRetryAfter {
		return failure
	}
	pauses := c.backoff()
	return c.pause(ctx, failure, &pauses)
}

// backoff returns the pauses between the attempts of one call.
func (c *Caller) backoff() backoff.Backoff {
	return backoff.Backoff{Base: c.Policy.BaseDelay, Max: c.Policy.MaxDelay}
}
