package export

import (
	"context"
	"fmt"
	"time"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/internal/poll"
	"github.com/streamdl/streamdl-go/wrapper"
)

// selected takes in what is to become of a file.
func (r *run) selected(c choice, more bool) error {
	if !more {
		r.plan.listed = true
		r.emit(Event{Kind: Listed})
		return nil
	}
	switch {
	case c.skipped:
		r.summary.Skipped++
		r.emit(Event{Kind: Skipped, Video: c.video, Type: c.kind, Err: c.err})
		if c.found != nil {
			return r.manifest.append(*c.found)
		}
		if c.err == nil || r.manifest.known(c.item).skipped {
			return nil
		}
		return r.manifest.append(record{Video: c.video, Type: c.kind, State: Skipped, Error: c.err.Error()})
	case c.err != nil:
		return r.fail(&task{file: file{item: c.item}, err: c.err})
	}
	r.emit(Event{Kind: Selected, Video: c.video, Type: c.kind, Path: c.file.path})
	r.plan.add(*c.file)
	return nil
}

// called takes a task back after a call.
func (r *run) called(ctx context.Context, t *task) error {
	now := time.Now()
	if t.err != nil {
		return r.callFailed(ctx, t, now)
	}
	r.lastSuccess, t.failures = now, 0
	r.outage.ends()
	switch {
	case t.step == pollVideo && t.ready:
		t.step, t.generation, t.eager = ask, generation{duration: t.length}, poll.Schedule{}
		r.plan.again(t, now)
		return nil
	case t.step == ask:
		t.step = pollFile
		r.tell(Asked, t)
		if err := r.record(t, record{State: Asked}); err != nil {
			return err
		}
	}
	switch {
	case t.download.Status == wrapper.Failed:
		t.err = errGeneration
	case t.ready:
		r.plan.generated(t, now)
		return nil
	case r.Timeout > 0 && !t.asked.IsZero() && now.Sub(t.asked) >= r.Timeout:
		t.err = fmt.Errorf("not ready after %v, at %.0f %%: it is still being generated, run the same command again", r.Timeout, t.progress)
	default:
		r.plan.generating(t, now)
		return nil
	}
	r.plan.dropped()
	return r.fail(t)
}

func (r *run) callFailed(ctx context.Context, t *task, now time.Time) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // it is no failure of the video
	}
	switch ofCall(t.err) {
	case stop:
		return t.err
	case wait:
		if err := r.outage.outlast(t.err, now); err != nil && !r.plan.few() { // of a few it may well be about these
			return err
		} else if err != nil {
			break
		}
		if pause, ok := t.mayRecover(r.lastSuccess, now); ok {
			r.tell(Retrying, t)
			r.plan.again(t, now.Add(pause))
			return nil
		}
	}
	r.plan.dropped()
	return r.fail(t)
}

// refetchPause is doubled before each further fetch. A fetch has tried for a while itself.
const refetchPause = 5 * time.Second

// fetched takes a task back after the fetch.
func (r *run) fetched(ctx context.Context, t *task) error {
	switch {
	case t.err == nil:
		r.summary.Done++
		r.summary.Bytes += t.result.Bytes
		r.emit(Event{Kind: Done, Video: t.video, Type: t.kind, Path: t.path, Bytes: t.result.Bytes})
		return r.record(t, record{State: Done, Bytes: t.result.Bytes, SHA256: t.result.SHA256})
	case ctx.Err() != nil:
		return nil //nolint:nilerr // what was fetched is kept
	}
	switch ofFetch(t.err) {
	case stop:
		return t.err
	case wait:
		if t.refetches++; t.refetches < mostFailures {
			r.tell(Retrying, t)
			r.plan.reopen(t, time.Now().Add(refetchPause<<t.refetches))
			return nil
		}
	}
	return r.fail(t)
}

// fail ends a task that came to nothing.
func (r *run) fail(t *task) error {
	failure := Failure{t.video, t.kind, line.Clean(t.err.Error())}
	r.summary.Failed++
	r.summary.Failures = append(r.summary.Failures, failure)
	r.tell(Failed, t)
	return r.record(t, record{State: Failed, Error: failure.Error})
}

func (r *run) record(t *task, line record) error {
	line.Video, line.Type, line.Path, line.Attempts = t.video, t.kind, t.path, t.attempts
	return r.manifest.append(line)
}

// tell emits what happened to a task.
func (r *run) tell(kind EventKind, t *task) {
	r.emit(Event{Kind: kind, Video: t.video, Type: t.kind, Path: t.path, Err: t.err})
}

func (r *run) progress(t *task) func(wrapper.Progress) {
	return func(p wrapper.Progress) {
		r.emit(Event{Kind: Fetching, Video: t.video, Type: t.kind, Path: t.path, Progress: p})
	}
}

func (r *run) emit(e Event) {
	r.emitting.Lock()
	defer r.emitting.Unlock()
	r.OnEvent(e)
}
