package transfer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// damageAllowed is how often bytes that were written may turn out to be others on disk.
const damageAllowed = 2

// run repeats rounds until every byte is there, hashed and on disk. The number of rounds is bounded: an object may change
// once, ranges may be given up once, and a disk may spoil something twice.
func (j *job) run(ctx context.Context) error {
	for {
		err := j.round(ctx)
		switch {
		case errors.Is(err, errRangeless):
			j.streams = 1
			continue
		case errors.Is(err, errRestart):
			if j.changes > 1 {
				return fmt.Errorf("%w twice during the transfer", ErrChanged)
			}
			j.o.Logger.Info("starting over, the file changed on the server", "host", j.src.Host())
			continue
		case err != nil:
			return err
		}
		if !j.complete() {
			continue
		}
		if whole, err := j.verify(ctx, j.hasher.catchUp(ctx)); err != nil || whole {
			return err
		}
	}
}

// verify holds the bytes on disk against those that came, since a bad disk, a crash before this run or another program
// may have changed them. What was changed is to be fetched again, and all of it hashed again, as if the hash had failed.
func (j *job) verify(ctx context.Context, unhashed error) (whole bool, err error) {
	lost, err := j.part.Verify(ctx)
	if err != nil || len(lost) == 0 && unhashed == nil {
		return err == nil, err
	}
	if j.damage++; j.damage > damageAllowed {
		return false, cmp.Or(unhashed, fmt.Errorf("%w: the partial file has other bytes than were written, again and again", ErrLocal))
	}
	j.o.Logger.Info("fetching damaged bytes again", "host", j.src.Host(), "bytes", lost.Size())
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, s := range lost {
		j.done, j.earlier = j.done.Remove(s), j.earlier.Remove(s)
	}
	j.hasher.restart(j.done.Prefix())
	return false, nil
}

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
