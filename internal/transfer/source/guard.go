package source

import (
	"context"
	"errors"
	"io"
	"time"
)

// guard ends a request that stalls or trickles. Its clock runs only while the server is being waited for, so a slow
// writer is never taken for a stall.
type guard struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	limit  time.Duration
	body   io.ReadCloser
	forget func() bool // no longer closes the body with the context

	waited   time.Duration
	received int64
}

// newGuard starts the clock; the request is to be made with the context it returns.
func newGuard(ctx context.Context, o Options) (context.Context, *guard) {
	ctx, cancel := context.WithCancelCause(ctx)
	g := &guard{ctx: ctx, cancel: cancel, limit: o.StallTimeout}
	g.timer = time.AfterFunc(g.limit, func() { cancel(ErrStalled) })
	return ctx, g
}

// watch takes over the body of the response, and stops the clock until the first read. A body that does not heed the
// context of its request, as that of a 101 does not, is closed.
func (g *guard) watch(body io.ReadCloser) {
	g.timer.Stop()
	g.body = body
	g.forget = context.AfterFunc(g.ctx, func() { _ = body.Close() })
}

// Read reads the body, giving up when no byte arrives within the limit.
func (g *guard) Read(p []byte) (int, error) {
	g.timer.Reset(g.limit)
	start := time.Now()
	n, err := g.body.Read(p)
	g.timer.Stop()
	g.waited += time.Since(start)
	g.received += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, g.explain(err)
	}
	if g.waited >= trickleWindow {
		if err == nil && float64(g.received) < trickleRate*g.waited.Seconds() {
			return n, ErrTrickle
		}
		g.waited, g.received = 0, 0
	}
	return n, err
}

// Close ends the request and frees what it holds.
func (g *guard) Close() error {
	g.timer.Stop()
	var err error
	if g.body != nil {
		g.forget()
		err = g.body.Close()
	}
	g.cancel(context.Canceled)
	return err
}

// explain replaces the "context canceled" of a request that the guard ended.
func (g *guard) explain(err error) error {
	if errors.Is(context.Cause(g.ctx), ErrStalled) {
		return ErrStalled
	}
	return err
}
