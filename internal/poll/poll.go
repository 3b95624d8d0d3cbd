// Package poll waits for something that the service makes progress with: a download that is generated, or a video that is
// encoded. It polls seldom, and still notices the end soon.
package poll

import (
	"context"
	"fmt"
	"time"

	"github.com/streamdl/streamdl-go/internal/backoff"
)

// State is what a poll found.
type State struct {
	Percent float64 // of the progress; what is out of range, or falls, counts for none
	Done    bool
}

// Failures says what polls that fail mean.
type Failures struct {
	// Transient says whether a poll may succeed later, and how long the service asks to wait until then, 0 if it does
	// not ask.
	Transient func(error) (retryAfter time.Duration, ok bool)
	// Paused is called before the pause after a poll that failed and may succeed later.
	Paused func(err error, pause time.Duration)
}

const (
	// outageLimit ends a wait that nothing else would end.
	outageLimit = 30 * time.Minute
	// The pauses in an outage are longer than those between attempts: each poll is a call with all its retries.
	firstOutagePause = 5 * time.Second
	lastOutagePause  = 5 * time.Minute
	// lastChance is how long before a deadline the last poll comes, or a tenth of what is left if that is less.
	lastChance = 2 * time.Second
)

// Until polls until it is done, after pauses that follow the progress. Failures that may pass are outlasted until the
// context ends, or for 30 minutes if it has no deadline. Whatever pause there is, a last poll comes shortly before the
// deadline.
func Until(ctx context.Context, failures Failures, poll func(context.Context) (State, error)) error {
	w := wait{ctx: ctx, failures: failures, began: time.Now()}
	for {
		began := time.Now()
		state, err := poll(ctx)
		if err == nil && state.Done {
			return nil
		}
		pause, err := w.next(state, err, began)
		if err != nil {
			return err
		}
		if backoff.Sleep(ctx, pause) != nil {
			return w.stopped(nil)
		}
	}
}

// wait is one call of Until.
type wait struct {
	ctx      context.Context
	failures Failures
	began    time.Time
	schedule Schedule
	final    time.Time // when the last poll before the deadline is due, once that is known

	outage struct {
		since  time.Time
		pauses backoff.Backoff
		last   error // nil: there is none
	}
}

// next is how long to pause after a poll, or why there is to be no other.
func (w *wait) next(state State, err error, began time.Time) (time.Duration, error) {
	if err == nil {
		w.outage.last = nil
		w.schedule.See(time.Since(w.began), state.Percent)
		return w.inTime(w.schedule.Pause()), nil
	}
	if w.ctx.Err() != nil {
		return 0, w.stopped(err)
	}
	retryAfter, ok := w.failures.Transient(err)
	if !ok || backoff.Exceeds(w.ctx, retryAfter) {
		return 0, err
	}
	if w.outage.last == nil {
		w.outage.since, w.outage.pauses = began, backoff.Backoff{Base: firstOutagePause, Max: lastOutagePause}
	}
	w.outage.last = err
	if _, ok := w.ctx.Deadline(); !ok && time.Since(w.outage.since) >= outageLimit {
		return 0, fmt.Errorf("wait: nothing but failures for %v: %w", time.Since(w.outage.since).Round(time.Second), err)
	}
	pause := w.inTime(max(w.outage.pauses.Next(), backoff.Spread(retryAfter)))
	w.failures.Paused(err, pause)
	return pause, nil
}

// inTime shortens a pause that would take the last chance for a poll before the deadline.
func (w *wait) inTime(pause time.Duration) time.Duration {
	deadline, ok := w.ctx.Deadline()
	if !ok {
		return pause
	}
	due := time.Now().Add(pause)
	if final := deadline.Add(-min(lastChance, time.Until(deadline)/10)); w.final.IsZero() && due.After(final) {
		w.final = final
	}
	if time.Now().Before(w.final) && due.After(w.final) {
		return time.Until(w.final)
	}
	return pause
}

// stopped is the error of a wait whose context ended. It has the last failure, if it came during an outage.
func (w *wait) stopped(err error) error {
	switch {
	case w.outage.last != nil:
		return fmt.Errorf("wait: %w; the last failure was: %w", backoff.Reason(w.ctx), w.outage.last)
	case err != nil:
		return fmt.Errorf("wait: %w", err)
	}
	return fmt.Errorf("wait: %w", backoff.Reason(w.ctx))
}
