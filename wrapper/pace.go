package wrapper

import (
	"context"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pacer holds back the calls of one credential. It is shared by all copies of a client, since the
// service counts the credential and not the goroutine.
type pacer struct {
	limiter  *rate.Limiter // nil: no limit
	patience time.Duration // a longer pause is not waited for

	mu    sync.Mutex
	until time.Time     // no call is sent before
	pause time.Duration // the pause that ends then
}

// newPacer allows at most calls in any stretch of time that is one window long: what a bucket holds
// and what flows into it during a window make up the whole.
func newPacer(calls int, window, patience time.Duration) *pacer {
	p := &pacer{patience: patience}
	if calls > 0 {
		burst := max(1, calls/4)
		flow := max(1, calls-burst)
		p.limiter = rate.NewLimiter(rate.Limit(float64(flow)/window.Seconds()), burst)
	}
	return p
}

// longestPause bounds what one reply can do to all calls, unless they are told to wait for longer. The service blocks
// for five minutes; a day would be somebody's mistake.
const longestPause = time.Hour

// pauseAll keeps every call of the credential back for a while.
func (p *pacer) pauseAll(pause time.Duration) {
	pause = min(pause, max(longestPause, p.patience))
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(pause); until.After(p.until) {
		p.until, p.pause = until, pause
	}
}

func (p *pacer) paused() (left, pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.until.IsZero() {
		return 0, 0
	}
	return time.Until(p.until), p.pause
}

// wait returns when the call may be sent. Its error says that this is after the deadline of the
// context, or that the context ended.
func (p *pacer) wait(ctx context.Context, op string) error {
	for {
		if err := p.waitPause(ctx, op); err != nil {
			return err
		}
		waited, err := p.waitTurn(ctx, op)
		if err != nil || !waited {
			return err
		}
		// If a pause began meanwhile, the turn is lost. Kept until its end, all that were lost would be
		// taken at once.
		if left, _ := p.paused(); left <= 0 {
			return nil
		}
	}
}

// waitPause waits until the service takes calls again.
func (p *pacer) waitPause(ctx context.Context, op string) error {
	for {
		left, pause := p.paused()
		if left <= 0 {
			return nil
		}
		spread := left + jitter(pause/10) // waking all at once would bring the block back
		if left > p.patience || exceeds(ctx, spread) {
			return tooSoon(op, left, "the service has asked all calls of this credential to pause")
		}
		if err := sleep(ctx, spread); err != nil {
			return cancelled(op, err)
		}
	}
}

// waitTurn takes a turn in the rate limit, and waits for it.
func (p *pacer) waitTurn(ctx context.Context, op string) (waited bool, err error) {
	if p.limiter == nil || p.limiter.Allow() {
		return false, nil
	}
	turn := p.limiter.Reserve()
	delay := turn.Delay()
	if exceeds(ctx, delay) {
		turn.Cancel()
		return false, tooSoon(op, delay, "this client has used up its own rate limit")
	}
	if err := sleep(ctx, delay); err != nil {
		turn.Cancel()
		return false, cancelled(op, err)
	}
	return true, nil
}

// cancelled is an error of its own, as the reason of a context may be the error of another call.
func cancelled(op string, reason error) *Error {
	return &Error{Op: op, unsent: true, cause: reason}
}

func tooSoon(op string, left time.Duration, why string) *Error {
	return &Error{Op: op, unsent: true, throttled: true, RetryAfter: left, detail: why + ", nothing was sent"}
}

// paced sends a request when it is its turn.
func paced(next sender, p *pacer) sender {
	return func(req *http.Request, attempt int) (*http.Response, error) {
		if err := p.wait(req.Context(), operation(req)); err != nil {
			return nil, err
		}
		return next(req, attempt)
	}
}

// exceeds reports whether a pause ends after the deadline of the context, so that there is no use in waiting.
func exceeds(ctx context.Context, pause time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) < pause
}

func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// jitter is a random duration below limit.
func jitter(limit time.Duration) time.Duration {
	if limit <= 0 {
		return 0
	}
	return rand.N(limit)
}
