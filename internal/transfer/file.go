package transfer

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// ToFile fetches rawURL into the file path. An existing path is refused with
// ErrExists before anything is sent, unless Overwrite is set; a folder, a
// symbolic link or a device is always refused. After a failure the bytes that
// arrived stay in path.part, and the next call goes on from there.
//
// Errors match, through errors.Is, one of the Err values of this package, a
// [*StatusError], the cause of ctx, or a network error after the last retry.
func ToFile(ctx context.Context, rawURL, path string, o Options) (Result, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Result{}, err
	}
	if path == "" || strings.ContainsRune(path, 0) || strings.HasSuffix(path, string(filepath.Separator)) {
		return Result{}, fmt.Errorf("%w: %.80q names no file", ErrInvalid, path)
	}
	src, err := newSource(rawURL, o)
	if err != nil {
		return Result{}, err
	}
	defer src.close()
	result, err := toFile(ctx, src, path, o)
	if err != nil {
		return Result{}, fmt.Errorf("fetch %s from %s: %w", filepath.Base(path), src.host(), err)
	}
	return result, nil
}

func toFile(ctx context.Context, src *source, path string, o Options) (Result, error) {
	part, err := openPart(path, o)
	if err != nil {
		return Result{}, err
	}
	defer part.close()
	j := &job{o: o, src: src, part: part, buffers: newBuffers(o.Streams), streams: o.Streams, meter: newMeter(o.Progress)}
	defer j.meter.close()
	j.follower = startFollower(ctx, part.file, j.buffers, o.newHash(), j.distrust)
	defer j.follower.close()
	j.resume()
	if err := j.run(ctx); err != nil {
		return Result{}, err
	}
	j.follower.close()
	if err := part.finish(j.version.Total); err != nil {
		return Result{}, err
	}
	return Result{
		Path: path, Bytes: j.version.Total, SHA256: j.follower.sum(), ContentType: j.contentType,
		ResumedBytes: j.meter.resumed.Load(), Verified: j.promised,
	}, nil
}

// job is one ToFile: what of which version is there, and who fetches the rest.
type job struct {
	o        Options
	src      *source
	part     *part
	meter    *meter
	follower *follower
	buffers  buffers

	mu          sync.Mutex
	version     version
	contentType string
	begun       bool // version is set, from a reply or from an earlier run
	confirmed   bool // a reply of this run was of this version
	promised    bool // the server told the size
	changes     int  // versions seen in this run and given up
	done        spans
	taken       spans // done or being fetched in this round

	streams   int    // falls to 1 when the server ignores ranges, or the file changed
	rangeless bool   // whole replies are asked for, the partial ones did not fit
	byDate    bool   // If-Range is better given a date
	widen     func() // starts the other streams of this round
	wide      bool   // they were started
	over      bool   // this round goes no further, its version is given up
}

// resume takes over what an earlier run left, as far as it is believable.
func (j *job) resume() {
	h, claims := j.part.journal.load(j.src.identity())
	if len(claims) == 0 {
		return
	}
	j.part.begun, j.begun = true, true
	j.version, j.contentType, j.promised = h.version, h.Type, h.Total >= 0
	for _, c := range claims {
		j.done = j.done.add(c.span)
	}
	// Something is asked for even if nothing is missing, so that a file that
	// was replaced on the server since is noticed.
	if last := claims[len(claims)-1]; j.done.size() == h.Total && j.part.journal.retract(last) == nil {
		j.done = j.done.remove(last.span)
		claims = claims[:len(claims)-1]
	}
	j.meter.total.Store(h.Total)
	j.meter.resumed.Store(j.done.size())
	j.meter.done.Store(j.done.size())
	j.follower.restart(claims)
	j.follower.follow(j.done.prefix(), chunk{})
}

// run repeats rounds until every byte is there and hashed. The number of
// rounds is bounded: an object may change once, ranges may be given up once,
// and a claim that does not hold is dropped for good.
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
			j.o.Logger.Info("starting over, the file changed on the server", "host", j.src.host())
			continue
		case err != nil:
			return err
		}
		if err := j.follower.catchUp(ctx); err != nil {
			return err
		}
		if j.complete() {
			return nil
		}
	}
}

// round fetches everything that is missing, with one stream until the first
// reply has shown that more can work.
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

// work fetches one missing span after the other.
func (j *job) work(ctx context.Context) error {
	for {
		s := j.take()
		if s.size() <= 0 {
			return nil
		}
		if err := j.fetch(ctx, s); err != nil {
			return err
		}
	}
}

// take reserves the next missing span for the caller.
func (j *job) take() span {
	j.mu.Lock()
	defer j.mu.Unlock()
	all, limit := span{0, endless}, int64(endless)
	if j.begun && j.version.Total >= 0 {
		all.to = j.version.Total
	}
	if j.streams > 1 && (!j.begun || j.parallel()) {
		limit = j.o.RangeSize
	}
	s := j.taken.gap(all, limit)
	j.taken = j.taken.add(s)
	return s
}

// parallel says whether ranges may be fetched at the same time: without a
// strong validator they could be of different versions.
func (j *job) parallel() bool {
	return j.streams > 1 && j.version.strong() && j.version.Total >= j.o.ParallelFrom
}

func (j *job) complete() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.begun && j.version.Total >= 0 && j.done.prefix() == j.version.Total
}
