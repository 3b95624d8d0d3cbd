package export

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/wrapper"
)

// Run exports videos into the folder dir, which it makes if there is none.
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
	r.manifest, err = openManifest(dir, func(err error) { r.emit(Event{Kind: Warning, Err: err}) })
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

// run is one call of Run. All but emitting is of the goroutine that runs the loop.
type run struct {
	Options
	client   *wrapper.Client
	dir      string
	manifest *manifest
	plan     *planner
	summary  Summary

	ready []*task // generated, to be fetched
	busy  int     // tasks that a worker has

	lastSuccess time.Time // of a call
	outage      outage    // since then

	emitting sync.Mutex
}

// calls is how many calls can be under way. It is more than the allowance needs, even if the service takes seconds.
const calls = 16

// loop takes each file from the selection through the calls to the fetch. It ends when all is done, or when something
// stops all of it and the workers have ended.
func (r *run) loop(parent context.Context) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	var workers sync.WaitGroup
	selected := make(chan choice, 1000)
	toCall, called := make(chan *task), make(chan *task)
	toFetch, fetched := make(chan *task), make(chan *task)
	workers.Go(func() { defer close(selected); r.list(ctx, cancel, selected) })
	for range calls {
		workers.Go(func() { work(toCall, called, func(t *task) { t.call(ctx, r.client) }) })
	}
	for range r.Jobs {
		workers.Go(func() { work(toFetch, fetched, func(t *task) { t.fetch(ctx, r.client, r.dir, r.progress(t)) }) })
	}
	defer workers.Wait()
	defer close(toFetch)
	defer close(toCall)

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

// list sends what is to become of each file.
func (r *run) list(ctx context.Context, cancel context.CancelCauseFunc, selected chan<- choice) {
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
