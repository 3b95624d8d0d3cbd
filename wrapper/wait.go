package wrapper

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// WaitOption changes how [Client.Wait] waits.
type WaitOption func(*waitConfig)

type waitConfig struct {
	update func(Download)
}

// WithUpdate calls update with each state that was seen, the last one included, before the next pause. It is told
// what the service told, also a percentage that is out of range or falls; one that is no number counts as 0. Wait goes on when it returns.
func WithUpdate(update func(Download)) WaitOption {
	return func(c *waitConfig) { c.update = update }
}

// Wait returns when a download is ready. It looks at once and then again after pauses of 1 second to 30 minutes,
// which follow the progress. A generation of 5 s to 3 h takes 60 looks at the most, and fewer than 20 are usual.
// Its end is noticed within 2 s, or within a share of its whole duration: 5 % if progress is told (6 % if it
// jumps or slows down), 15 % if none is, 30 % if what is told never moves. Waits for the same video share their
// calls. A status that is unknown, and a percentage that makes no sense or falls, are passed on and waited out.
//
// The state last seen is returned with every error, and is zero if there was none:
//   - [ErrDownloadFailed]: the service could not generate the file.
//   - [ErrNotFound]: the video or the download is not there, or no longer.
//   - the reason of the context. It is the only deadline: 3 h and more are usual for large films. The last
//     look comes 2 s before it, or less if it is near.
//   - what [Client.List] returns, if looking again is of no use: a refusal, a reply that is no answer, a hint beyond
//     the deadline or longer than [RetryPolicy.MaxRetryAfter].
//
// Failures that may pass, such as an outage, are outlasted: Wait goes on looking, up to 5 minutes apart or as the
// service asks, until the context ends. If the context has no deadline, it gives up when no look has
// succeeded for 30 minutes. The error then matches the last failure.
//
// API: GET /accounts/{account_id}/stream/{identifier}/downloads. It is safe to repeat, since it changes nothing.
func (c *Client) Wait(ctx context.Context, videoID string, kind DownloadType, opts ...WaitOption) (Download, error) {
	if err := c.check(ctx, videoID, kind); err != nil {
		return Download{}, err
	}
	w := &wait{ctx: ctx, kind: kind, maxHint: c.retry.MaxRetryAfter, began: time.Now()}
	for _, opt := range opts {
		if opt == nil {
			return Download{}, invalid("option is nil")
		}
		opt(&w.config)
	}
	watcher := c.polls.join(ctx, video{c.account, videoID}, func(ctx context.Context) (Downloads, error) {
		return c.List(ctx, videoID)
	})
	defer func() { _ = watcher.leave() }()
	due := w.began
	for {
		look, ok := watcher.next(ctx, due)
		if !ok {
			return w.seen, w.stopped(watcher.leave())
		}
		pause, done, err := w.judge(look)
		if done {
			return w.seen, err
		}
		due = w.before(pause)
	}
}

// wait is one call of [Client.Wait].
type wait struct {
	ctx      context.Context
	kind     DownloadType
	config   waitConfig
	maxHint  time.Duration
	began    time.Time
	schedule schedule
	outage   outage
	seen     Download
	last     time.Time // of the look shortly before the deadline, once it is known
}

// judge says what a look means: how long to pause, or how the wait ends. A look from before the wait may show what
// was before the download was asked for anew, so it is good for going on but not for an end.
func (w *wait) judge(l look) (pause time.Duration, done bool, err error) {
	download := pick(l.downloads, w.kind)
	if l.began.Before(w.began) && !isUnderWay(l, download) {
		return 0, false, nil
	}
	if l.err != nil {
		return w.fail(l)
	}
	w.outage = outage{}
	if download == nil {
		return 0, true, fmt.Errorf("wait: %w: the video has no %s download", ErrNotFound, w.kind)
	}
	w.seen = *download
	if w.config.update != nil {
		w.config.update(w.seen)
	}
	switch download.Status {
	case gen.DownloadStatusReady:
		return 0, true, nil
	case gen.DownloadStatusError:
		return 0, true, fmt.Errorf("wait: %w: the service could not generate the %s download", ErrDownloadFailed, w.kind)
	}
	w.schedule.see(l.ended.Sub(w.began), download.PercentComplete)
	return w.schedule.pause(), false, nil
}

func isUnderWay(l look, download *Download) bool {
	return l.err == nil && download != nil &&
		download.Status != gen.DownloadStatusReady && download.Status != gen.DownloadStatusError
}

// before is when to look again. No pause takes the last chance: there is a look shortly before the deadline.
func (w *wait) before(pause time.Duration) time.Time {
	due := time.Now().Add(pause)
	deadline, ok := w.ctx.Deadline()
	if !ok {
		return due
	}
	if last := deadline.Add(-min(lastChance, time.Until(deadline)/10)); w.last.IsZero() && due.After(last) {
		w.last = last
	}
	if time.Now().Before(w.last) && due.After(w.last) {
		return w.last
	}
	return due
}

const lastChance = 2 * time.Second

// stopped is the error of a wait whose context ended. It tells the last failure, if it came during one.
func (w *wait) stopped(flight error) error {
	err := w.ctx.Err()
	if cause := context.Cause(w.ctx); !errors.Is(cause, err) {
		err = fmt.Errorf("%w: %w", err, cause)
	}
	last := w.outage.last
	if failed, ok := errors.AsType[*Error](flight); ok && !errors.Is(failed.cause, context.Canceled) && !errors.Is(failed.cause, context.Cause(w.ctx)) {
		ended := *failed
		ended.stopped = nil // the flight was stopped because of this
		last = &ended
	}
	if last != nil {
		return fmt.Errorf("wait: %w; the last failure was: %w", err, last)
	}
	return fmt.Errorf("wait: %w", err)
}
