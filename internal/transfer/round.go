package transfer

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// minShare is the size of the last ranges, in bytes: less would not be worth a request.
const minShare = 256 << 10

// round fetches everything that is missing, with one stream until the first response has shown that more can work.
func (j *job) round(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var group sync.WaitGroup
	work := func() {
		if err := j.work(ctx); err != nil {
			cancel(err)
		}
	}
	j.mu.Lock()
	j.taken, j.wide, j.over = slices.Clone(j.done), false, false
	if !j.begun {
		j.taken = nil
	}
	j.widen = func() {
		for range j.streams - 1 {
			group.Go(work)
		}
	}
	j.mu.Unlock()
	group.Go(work)
	group.Wait()
	return context.Cause(ctx)
}

// work fetches one missing span after the other. It ends early, without an error, where the other streams do better
// without this one.
func (j *job) work(ctx context.Context) error {
	for {
		s := j.take()
		if s.Size() <= 0 {
			return nil
		}
		switch err := j.fetch(ctx, &s); {
		case errors.Is(err, errCrowded):
			j.giveBack(s)
			return nil
		case err != nil:
			return err
		}
	}
}

// take reserves the next missing span for the caller.
func (j *job) take() span.Span {
	j.mu.Lock()
	defer j.mu.Unlock()
	all, limit := span.Span{From: 0, To: span.Endless}, int64(span.Endless)
	if j.begun && j.version.Total >= 0 {
		all.To = j.version.Total
	}
	switch {
	case j.streams > 1 && !j.begun:
		limit = j.o.RangeSize
	case j.parallel():
		limit = j.share(all.To - j.taken.Size())
	}
	s := j.taken.Gap(all, limit)
	j.taken = j.taken.Add(s)
	return s
}

// share is how much of the rest one stream takes. Towards the end it is less and less, so that all end together.
func (j *job) share(rest int64) int64 {
	smallest := min(minShare, j.o.RangeSize)
	return min(j.o.RangeSize, max(smallest, rest/int64(2*j.streams)))
}

// giveBack leaves the rest of a span to the other streams, for this round and those after it.
func (j *job) giveBack(s span.Span) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.taken = j.taken.Remove(s)
	j.streams = max(1, j.streams-1)
}

// parallel says whether ranges may be fetched at the same time: without a strong validator they could be of different
// versions.
func (j *job) parallel() bool {
	return j.streams > 1 && j.version.Strong() && j.version.Total >= j.o.ParallelFrom
}
