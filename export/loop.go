package export

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/internal/poll"
	"github.com/streamdl/streamdl-go/wrapper"
)

// Run exports videos into the folder dir, which it makes if there is none. It calls more
// evenly than other programs, see [RateLimit].
//
// The summary says what was done, with every error. Errors: [ErrIncomplete] if files could not be made and all else is
// done; [wrapper.ErrInvalid] for a bad option; [wrapper.ErrLocked] if another export is running in the folder;
// [wrapper.ErrLocal] if the folder can't be written to; [wrapper.ErrUnauthorized] and others of the API that would meet
// every video; the reason of the context. The same call goes on from there.
func Run(ctx context.Context, client *wrapper.Client, dir string, options Options) (Summary, error) {
	options, err := options.withDefaults()
	if err != nil {
		return Summary{}, err
	}
	r := &run{Options: options, client: client, dir: dir, plan: newPlanner(options.Ahead, 2*options.Jobs, options.Timeout)}
	r.summary.Failures = []Failure{}
	r.manifest, err = openManifest(dir, func(err error) { r.tell(Event{Kind: Warning, Err: err}) })
	if err != nil {
		return Summary{}, err
	}
	defer r.manifest.close()
	err = r.loop(ctx)
	if err == nil && r.summary.Failed > 0 {
		err = fmt.Errorf("%w: %d of %d files", ErrIncomplete, r.summary.Failed, r.summary.Failed+r.summary.Done+r.summary.Skipped)
	}
	r.summary.Complete = err == nil
	return r.summary, err
}

// run is one call of Run. All but telling is of the goroutine that runs the loop.
type run struct {
	Options
	client   *wrapper.Client
	dir      string
	manifest *manifest
	plan     *planner
	summary  Summary

	ready       []*task // generated, to be fetched
	busy        int     // tasks that a worker has
	lastSuccess time.Time

	telling sync.Mutex
}

// calls is how many calls can be under way. It is more than the allowance needs, even if the service takes seconds.
const calls = 16

// outage is for how long nothing but failures is waited out.
const outage = 30 * time.Minute

// loop takes each file from the selection through the calls to the fetch. It ends when all is done, or when something
// stops all of it and the workers have ended.
func (r *run) loop(parent context.Context) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	var workers sync.WaitGroup
	selected := make(chan choice, 1000)
	toCall, called := make(chan *task), make(chan *task)
	toFetch, fetched := make(chan *task), make(chan *task)
	workers.Go(func() { defer close(selected); r.sel(ctx, cancel, selected) })
	for range calls {
		workers.Go(func() { work(toCall, called, func(t *task) { t.call(ctx, r.client) }) })
	}
	for range r.Jobs {
		workers.Go(func() { work(toFetch, fetched, func(t *task) { t.fetch(ctx, r.client, r.dir, r.progress(t)) }) })
	}
	defer workers.Wait()
	defer close(toFetch)
	defer close(toCall)

	r.lastSuccess = time.Now()
	timer := time.NewTimer(never)
	stopped := ctx.Done()
	for {
		var err error
		offers := offers{pause: never}
		if ctx.Err() == nil {
			offers = r.offer(toCall, toFetch)
		}
		if selected == nil && r.busy == 0 && (ctx.Err() != nil || (r.plan.idle() && len(r.ready) == 0)) {
			return reason(ctx, parent)
		}
		timer.Reset(offers.pause)
		select {
		case c, more := <-selected:
			if err = r.selected(c, more); !more {
				selected = nil
			}
		case offers.toCall <- offers.call:
			r.plan.take(offers.call)
			r.busy++
		case t := <-called:
			r.busy--
			err = r.called(ctx, t)
		case offers.toFetch <- offers.fetch:
			r.ready = r.ready[1:]
			r.plan.fetched()
			r.busy++
		case t := <-fetched:
			r.busy--
			err = r.fetched(ctx, t)
		case <-timer.C:
		case <-stopped:
			stopped = nil
		}
		if err != nil {
			cancel(err)
		}
	}
}

// reason says why the loop ended early, nil if it did not.
func reason(ctx, parent context.Context) error {
	cause := context.Cause(ctx)
	if cause != nil && cause == context.Cause(parent) { //nolint:errorlint // is it the very same
		return backoff.Reason(parent)
	}
	return cause
}

// work does something with one task after the other.
func work(in <-chan *task, out chan<- *task, do func(*task)) {
	for t := range in {
		do(t)
		out <- t
	}
}

// offers are the tasks that workers can have now. A channel is nil if there is none for it.
type offers struct {
	toCall, toFetch chan<- *task
	call, fetch     *task
	pause           time.Duration // until there may be another call
}

func (r *run) offer(toCall, toFetch chan<- *task) (o offers) {
	if o.call, o.pause = r.plan.next(time.Now()); o.call != nil {
		o.toCall, o.pause = toCall, never
	}
	if len(r.ready) > 0 {
		o.toFetch, o.fetch = toFetch, r.ready[0]
	}
	return o
}

// sel sends what is to become of each file.
func (r *run) sel(ctx context.Context, cancel context.CancelCauseFunc, selected chan<- choice) {
	for c, err := range newSelection(r.client, r.dir, r.manifest, r.Options).choices(ctx) {
		if err != nil {
			cancel(err)
			return
		}
		select {
		case selected <- c:
		case <-ctx.Done():
			return
		}
	}
}

// selected takes in what is to become of a file.
func (r *run) selected(c choice, more bool) error {
	if !more {
		r.plan.listed = true
		r.tell(Event{Kind: Listed})
		return nil
	}
	switch {
	case c.skipped:
		r.summary.Skipped++
		r.tell(Event{Kind: Skipped, Video: c.video, Type: c.kind, Err: c.err})
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
	r.tell(Event{Kind: Selected, Video: c.video, Type: c.kind, Path: c.file.path})
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
	percent, goesOn := t.unfinished()
	switch {
	case t.step == pollVideo && !goesOn:
		t.step, t.generation, t.eager = ask, generation{duration: t.length}, poll.Schedule{}
		r.plan.again(t, now)
		return nil
	case t.step == ask:
		t.step = pollFile
		r.tell(Event{Kind: Asked, Video: t.video, Type: t.kind, Path: t.path})
		if err := r.record(t, record{State: Asked}); err != nil {
			return err
		}
	}
	switch {
	case t.download.Status == wrapper.Failed:
		t.err = errGeneration
	case goesOn && r.Timeout > 0 && !t.asked.IsZero() && now.Sub(t.asked) >= r.Timeout:
		t.err = fmt.Errorf("not ready after %v, at %.0f %%: the service goes on, and so does the same command", r.Timeout, percent)
	case goesOn:
		r.plan.generating(t, percent, now)
		return nil
	default:
		r.plan.generated(t, now)
		r.ready = append(r.ready, t)
		return nil
	}
	r.plan.dropped()
	return r.fail(t)
}

func (r *run) callFailed(ctx context.Context, t *task, now time.Time) error {
	if ctx.Err() != nil {
		return nil // it is no failure of the video
	}
	switch ofCall(t.err) {
	case stop:
		return t.err
	case wait:
		if now.Sub(r.lastSuccess) > outage && r.plan.few() {
			break // it may well be about these few
		}
		if now.Sub(r.lastSuccess) > outage {
			return fmt.Errorf("nothing but failures for %v: %w", now.Sub(r.lastSuccess).Round(time.Second), t.err)
		}
		if pause, ok := t.mayRecover(r.lastSuccess, now); ok {
			r.tell(Event{Kind: Retrying, Video: t.video, Type: t.kind, Err: t.err})
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
		r.tell(Event{Kind: Done, Video: t.video, Type: t.kind, Path: t.path, Bytes: t.result.Bytes})
		return r.record(t, record{State: Done, Bytes: t.result.Bytes, SHA256: t.result.SHA256})
	case ctx.Err() != nil:
		return nil // what was fetched is kept
	}
	switch ofFetch(t.err) {
	case stop:
		return t.err
	case wait:
		if t.refetches++; t.refetches < mostFailures {
			r.tell(Event{Kind: Retrying, Video: t.video, Type: t.kind, Err: t.err})
			r.plan.reopen(t, time.Now().Add(refetchPause<<t.refetches))
			return nil
		}
	}
	return r.fail(t)
}

// fail ends a task that came to nothing.
func (r *run) fail(t *task) error {
	r.summary.fail(t.video, t.kind, t.err)
	r.tell(Event{Kind: Failed, Video: t.video, Type: t.kind, Path: t.path, Err: t.err})
	return r.record(t, record{State: Failed, Error: r.summary.Failures[len(r.summary.Failures)-1].Error})
}

func (r *run) record(t *task, line record) error {
	line.Video, line.Type, line.Path, line.Attempts = t.video, t.kind, t.path, t.attempts
	return r.manifest.append(line)
}

func (r *run) progress(t *task) func(wrapper.Progress) {
	return func(p wrapper.Progress) {
		r.tell(Event{Kind: Fetching, Video: t.video, Type: t.kind, Path: t.path, Progress: p})
	}
}

func (r *run) tell(e Event) {
	r.telling.Lock()
	defer r.telling.Unlock()
	r.OnEvent(e)
}
