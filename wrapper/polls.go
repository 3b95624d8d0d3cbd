package wrapper

import (
	"context"
	"sync"
	"time"
)

// polls lets the waits for a video share their looks at it, whatever type they wait for. A look belongs to all
// who wait and to none of them: it goes on until the last one leaves.
type polls struct {
	mu     sync.Mutex
	videos map[video]*watch
}

type video struct{ account, id string }

func newPolls() *polls { return &polls{videos: map[video]*watch{}} }

// watch is the looking at one video, for as long as somebody waits.
type watch struct {
	watchers map[*watcher]struct{}
	latest   look
	flight   *flight       // the look under way, or nil
	news     chan struct{} // closed when there is another latest
}

// look is what a call to list the downloads came to.
type look struct {
	number       int
	began, ended time.Time
	downloads    Downloads
	err          error
}

type flight struct {
	began  time.Time
	cancel context.CancelCauseFunc
	landed chan struct{}
}

// watcher is one who waits.
type watcher struct {
	polls *polls
	video video
	watch *watch
	ctx   context.Context
	list  func(context.Context) (Downloads, error)
	seen  int // the number of the latest look it knows
}

// freshness is the age up to which the look of another is as good as one's own. It is below the shortest pause.
const freshness = time.Second

// join adds a watcher, who has to leave.
func (p *polls) join(ctx context.Context, v video, list func(context.Context) (Downloads, error)) *watcher {
	p.mu.Lock()
	defer p.mu.Unlock()
	w, exists := p.videos[v]
	if !exists {
		w = &watch{watchers: map[*watcher]struct{}{}, news: make(chan struct{})}
		p.videos[v] = w
	}
	joined := &watcher{polls: p, video: v, watch: w, ctx: ctx, list: list, seen: w.latest.number}
	if w.latest.number > 0 && time.Since(w.latest.ended) <= freshness {
		joined.seen--
	}
	w.watchers[joined] = struct{}{}
	return joined
}

// next returns the next look: one of another that comes before due, or one that is made then. It returns none
// when the context ends.
func (w *watcher) next(ctx context.Context, due time.Time) (look, bool) {
	timer := time.NewTimer(time.Until(due))
	defer timer.Stop()
	isDue := !time.Now().Before(due)
	for ctx.Err() == nil {
		latest, news := w.know(ctx, isDue)
		if news == nil {
			return latest, true
		}
		select {
		case <-news:
		case <-timer.C:
			isDue = true
		case <-ctx.Done():
		}
	}
	return look{}, false
}

// know returns the latest look if it is new, or else what tells of the next. It starts that if it is due.
func (w *watcher) know(ctx context.Context, isDue bool) (look, <-chan struct{}) {
	w.polls.mu.Lock()
	defer w.polls.mu.Unlock()
	if latest := w.watch.latest; latest.number > w.seen {
		w.seen = latest.number
		return latest, nil
	}
	if isDue && w.watch.flight == nil {
		w.start(ctx)
	}
	return look{}, w.watch.news
}

// start lists the downloads on behalf of all. The caller holds the lock.
func (w *watcher) start(ctx context.Context) {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	f := &flight{began: time.Now(), cancel: cancel, landed: make(chan struct{})}
	p, watch, list := w.polls, w.watch, w.list
	watch.flight = f
	go func() {
		defer close(f.landed)
		defer cancel(nil)
		downloads, err := list(flightContext{ctx, p, watch}) //nolint:contextcheck // it is derived from the context, with another deadline
		p.mu.Lock()
		defer p.mu.Unlock()
		watch.latest = look{watch.latest.number + 1, f.began, time.Now(), downloads, err}
		watch.flight = nil
		close(watch.news)
		watch.news = make(chan struct{})
	}()
}

// leave ends the part of a watcher, once. With the last one the look under way ends too, and what it came to is
// returned: it may know why there was no answer in time.
func (w *watcher) leave() error {
	w.polls.mu.Lock()
	if _, waits := w.watch.watchers[w]; !waits {
		w.polls.mu.Unlock()
		return nil
	}
	delete(w.watch.watchers, w)
	abandoned := len(w.watch.watchers) == 0
	if abandoned {
		delete(w.polls.videos, w.video)
	}
	f := w.watch.flight
	w.polls.mu.Unlock()
	if !abandoned || f == nil {
		return nil
	}
	f.cancel(context.Cause(w.ctx))
	<-f.landed
	return w.watch.latest.err
}

// flightContext has the deadline of the last watcher to give up, so that a call knows when it can't be in time.
type flightContext struct {
	context.Context
	polls *polls
	watch *watch
}

func (c flightContext) Deadline() (latest time.Time, ok bool) {
	c.polls.mu.Lock()
	defer c.polls.mu.Unlock()
	for w := range c.watch.watchers {
		deadline, has := w.ctx.Deadline()
		if !has {
			return time.Time{}, false
		}
		if deadline.After(latest) {
			latest, ok = deadline, true
		}
	}
	return latest, ok
}
