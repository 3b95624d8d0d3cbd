package wrapper

import (
	"errors"
	"fmt"
	"time"
)

// outage is a row of looks that failed.
type outage struct {
	since time.Time
	looks int
	last  error
}

const (
	// outageLimit ends a wait that nothing else would end.
	outageLimit = 30 * time.Minute
	// The pauses in an outage: each look is a call with all its retries.
	firstOutagePause = 5 * time.Second
	lastOutagePause  = 5 * time.Minute
)

// fail says whether a failed look ends the wait, or else how long to pause.
func (w *wait) fail(l look) (pause time.Duration, done bool, err error) {
	failed, ok := errors.AsType[*Error](l.err)
	if !ok || !classify(failed).retry || failed.RetryAfter > w.maxHint || exceeds(w.ctx, failed.RetryAfter) {
		return 0, true, l.err
	}
	if w.outage.looks == 0 {
		w.outage.since = l.began
	}
	w.outage.looks++
	w.outage.last = l.err
	if _, ok := w.ctx.Deadline(); !ok && l.ended.Sub(w.outage.since) >= outageLimit {
		return 0, true, fmt.Errorf("wait: no answer for %v: %w", l.ended.Sub(w.outage.since).Round(time.Second), l.err)
	}
	pause = max(w.outage.pause(), failed.RetryAfter)
	return pause + jitter(pause/10), false, nil
}

// pause doubles from look to look.
func (o outage) pause() time.Duration {
	return min(firstOutagePause<<min(o.looks-1, 10), lastOutagePause)
}
