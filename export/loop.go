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

	calling, fetching int // tasks that belong to a goroutine of their own

	lastSuccess time.Time // of a call
	outage      outage    // since then

	emitting sync.Mutex
}

// calls is how many calls can be under way. It is more than the allowance needs, even if the service takes seconds.
const calls = 16

// loop takes each file from the selection through the calls to the fetch. It ends when all is done, or when something
// stops all of it and every goroutine has ended.
func (r *run) loop(parent context.Context) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	selected, called, fetched := make(chan choice, 1000), make(chan *task), make(chan *task)
	go func() {
		defer close(selected)
		r.list(ctx, cancel, selected)
	}()
	timer := time.NewTimer(never)
	stopped := ctx.Done()
	for {
		pause := never
		if ctx.Err() == nil {
			pause = r.start(ctx, called, fetched)
		}
		if selected == nil && r.calling+r.fetching == 0 && (ctx.Err() != nil || r.plan.idle()) {
			return reason(ctx, parent)
		}
		timer.Reset(pause)
		var err error
		select {
		case c, more := <-selected:
			if err = r.selected(c, more); !more {
				selected = nil
			}
		case t := <-called:
			r.calling--
			err = r.called(ctx, t)
		case t := <-fetched:
			r.fetching--
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

// start begins the calls and fetches that can be made now. It returns the time until there may be another call.
func (r *run) start(ctx context.Context, called, fetched chan<- *task) time.Duration {
	for r.fetching < r.Jobs {
		t := r.plan.fetch()
		if t == nil {
			break
		}
		r.fetching++
		go func() {
			t.fetch(ctx, r.client, r.dir, r.progress(t))
			fetched <- t
		}()
	}
	for r.calling < calls {
		t, pause := r.plan.next(time.Now())
		if t == nil {
			return pause
		}
		r.calling++
		go func() {
			t.call(ctx, r.client)
			called <- t
		}()
	}
	return never
}

// reason says why the loop ended early, nil if it did not.
func reason(ctx, parent context.Context) error {
	cause := context.Cause(ctx)
	if cause != nil && cause == context.Cause(parent) { //nolint:errorlint // is it the very same
		return backoff.Reason(parent)
	}
	return cause
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
