// Package backoff says how long to wait before another attempt: as long as a service asks for, or else a random
// time that grows.
package backoff

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Floor separates two attempts at the least, whatever a service or the dice say.
const Floor = 100 * time.Millisecond

// Backoff gives pauses between attempts that failed: random ones below a bound that doubles, known as full jitter
// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
type Backoff struct {
	Base time.Duration // bound of the first pause
	Max  time.Duration // bound of every pause

	bound time.Duration
}

// Next returns the next pause, at least [Floor].
func (b *Backoff) Next() time.Duration {
	b.bound = min(max(2*b.bound, b.Base), b.Max)
	return max(Floor, random(b.bound))
}

// Reset begins again with the first pause.
func (b *Backoff) Reset() { b.bound = 0 }

// Spread makes a pause up to a tenth longer, at random, so that those who have to wait for the same time do not come back
// together.
func Spread(pause time.Duration) time.Duration { return pause + random(pause/10) }

func random(bound time.Duration) time.Duration {
	if bound <= 0 {
		return 0
	}
	return rand.N(bound)
}

// Sleep waits. If the context ends first it returns the cause of that.
func Sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Exceeds reports whether a pause ends after the deadline of a context, so that there is no use in it.
func Exceeds(ctx context.Context, pause time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < pause
}

// Reason says why a context ended: its error, and its cause where that says more. It is nil while the context goes on.
func Reason(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
