package call

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/streamdl/streamdl-go/internal/backoff"
)

// pace holds back the calls of one credential. It is shared by all copies of a client, since the service counts the
// credential and not the goroutine.
type pace struct {
	limiter  *rate.Limiter // of the calls that go one after the other; nil: no limit
	extra    extra         // calls that go at once beside them
	patience time.Duration // a longer pause is not waited for
	turn     chan struct{} // held by the call that is next
	waiting  atomic.Int64  // calls that wait for a turn, the next one included

	mu    sync.Mutex
	until time.Time     // no call is sent before
	pause time.Duration // the pause that ends then
}

// newPace allows at most calls in any stretch of time that is one window long: three quarters of them one after the other,
// and a quarter at any time, each of which is had again after a window. So all of them can be used, and there is never a
// window to wait for.
func newPace(calls int, window, patience time.Duration) *pace {
	p := &pace{patience: patience, turn: make(chan struct{}, 1)}
	if calls > 0 {
		p.extra = extra{most: calls / 4, window: window + window/margin}
		flow := max(1, calls-p.extra.most-1) // one more can be there at the beginning of a window
		p.limiter = rate.NewLimiter(rate.Limit(float64(flow)/window.Seconds()), 1)
	}
	return p
}

// margin is the share of a window by which calls that go at once may arrive closer to each other than they were sent.
const margin = 300

// extra counts calls that were sent within a window.
type extra struct {
	most   int
	window time.Duration
	sent   []time.Time // the oldest first
}

// left is how many more may be sent.
func (e *extra) left(now time.Time) int {
	for len(e.sent) > 0 && now.Sub(e.sent[0]) >= e.window {
		e.sent = e.sent[1:]
	}
	return e.most - len(e.sent)
}

// longestPause bounds what one response can do to all calls, unless they are to wait for longer. The service blocks
// for five minutes; a day would be somebody's mistake.
const longestPause = time.Hour

// pauseAll keeps every call of the credential back for a while.
func (p *pace) pauseAll(pause time.Duration) {
	pause = min(pause, max(longestPause, p.patience))
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(pause); until.After(p.until) {
		p.until, p.pause = until, pause
	}
}

func (p *pace) paused() (left, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.until.IsZero() {
		return 0, 0
	}
	return time.Until(p.until), p.pause
}

// wait returns when the call may be sent. Its failure says that this is after the deadline of the context, or that the
// context ended. A call that gives up has taken nothing from the others.
func (p *pace) wait(ctx context.Context) *Failure {
	for {
		if failure := p.waitPause(ctx); failure != nil {
			return failure
		}
		if done, failure := p.waitTurn(ctx); done || failure != nil {
			return failure
		}
	}
}

// waitPause waits until the service takes calls again.
func (p *pace) waitPause(ctx context.Context) *Failure {
	for {
		left, pause := p.paused()
		if left <= 0 {
			return nil
		}
		spread := left + backoff.Spread(pause) - pause // waking all at once would bring the block back
		if left > p.patience || backoff.Exceeds(ctx, spread) {
			return tooSoon(left, "the service has asked all calls of this credential to pause")
		}
		if backoff.Sleep(ctx, spread) != nil {
			return cancelled(ctx)
		}
	}
}

// waitTurn takes a turn in the rate limit. It takes none, and is not done, if a pause began meanwhile: turns kept until
// its end would all be taken at once.
func (p *pace) waitTurn(ctx context.Context) (done bool, failure *Failure) {
	if p.limiter == nil {
		return true, nil
	}
	if ctx.Err() == nil && p.waiting.Load() == 0 && p.take() {
		return true, nil // there is nobody to queue behind
	}
	ahead := p.waiting.Add(1)
	defer p.waiting.Add(-1)
	if delay := p.delay(float64(ahead)); delay > 0 && backoff.Exceeds(ctx, delay) {
		return false, tooSoon(delay, "this client has used up its own rate limit")
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return false, cancelled(ctx)
	}
	// Whoever is next reserves nothing while it waits: x/time/rate gives a reservation that is cancelled back only in part.
	for {
		if left, _ := p.paused(); left > 0 {
			return false, nil
		}
		if ctx.Err() != nil {
			return false, cancelled(ctx)
		}
		if p.take() {
			return true, nil
		}
		if backoff.Sleep(ctx, p.delay(1)) != nil {
			return false, cancelled(ctx)
		}
	}
}

// take takes a turn, if there is one.
func (p *pace) take() bool {
	if p.limiter.Allow() {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.extra.left(now) <= 0 {
		return false
	}
	p.extra.sent = append(p.extra.sent, now)
	return true
}

// delay is how long it takes at most until there are so many turns.
func (p *pace) delay(turns float64) time.Duration {
	p.mu.Lock()
	extra := p.extra.left(time.Now())
	p.mu.Unlock()
	missing := turns - p.limiter.Tokens() - float64(extra)
	return time.Duration(max(0, missing/float64(p.limiter.Limit())*float64(time.Second)))
}

func cancelled(ctx context.Context) *Failure {
	return &Failure{Unsent: true, Cause: backoff.Reason(ctx)}
}

func tooSoon(left time.Duration, why string) *Failure {
	return &Failure{Unsent: true, Throttled: true, RetryAfter: left, Detail: why + ", nothing was sent"}
}
