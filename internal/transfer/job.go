package transfer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// damageAllowed is how often bytes that were written may turn out to be others on disk.
const damageAllowed = 2

// job is one ToFile: what of which version is there, and who fetches the rest.
type job struct {
	o       Options
	src     *source.Source
	started time.Time
	part    *partial.File
	meter   *meter
	hasher  *hasher
	buffers buffers

	mu          sync.Mutex
	version     source.Version
	contentType string
	begun       bool // version is set, from a response or from an earlier run
	confirmed   bool // a response of this run was of this version
	promised    bool // the server told the size
	changes     int  // versions seen in this run and given up
	damage      int  // times that the disk had other bytes than were written
	done        span.Set
	earlier     span.Set // of done, what an earlier run left
	taken       span.Set // done or being fetched in this round

	streams   int    // falls to 1 when the server ignores ranges, or the file changed
	receiving int    // streams that have a response
	rangeless bool   // whole responses are asked for, the partial ones did not fit
	byDate    bool   // If-Range is better given a date
	widen     func() // starts the other streams of this round
	wide      bool   // they were started
	over      bool   // this round goes no further, its version is given up
}

// about is what the state file keeps of the object.
type about struct {
	Version source.Version `json:"version"`
	Type    string         `json:"type"`
}

func newJob(src *source.Source, part *partial.File, o Options) *job {
	j := &job{o: o, src: src, started: time.Now(), part: part, meter: newMeter(o.Progress), buffers: newBuffers(o.Streams), streams: o.Streams}
	j.hasher = startHasher(part, j.buffers)
	return j
}

func (j *job) close() {
	j.hasher.close()
	j.meter.close()
}

// resume takes over what an earlier run left.
func (j *job) resume() {
	var before about
	j.done = j.part.Load(j.src.Identity(), &before)
	if len(j.done) == 0 {
		return
	}
	j.begun, j.version, j.contentType, j.promised = true, before.Version, before.Type, before.Version.Total >= 0
	// Something is asked for even if nothing is missing, so that a file that was replaced on the server since is noticed.
	if total := j.version.Total; j.done.Size() == total {
		if last, err := j.part.Drop(span.Span{From: total - 1, To: total}); err == nil {
			j.done = j.done.Remove(last[0])
		}
	}
	j.earlier = slices.Clone(j.done)
	j.meter.total.Store(j.version.Total)
	j.meter.resumed.Store(j.done.Size())
	j.meter.done.Store(j.done.Size())
	j.hasher.restart(j.done.Prefix())
}

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
	j.meter.done.Store(j.done.Size())
	j.meter.resumed.Store(j.earlier.Size())
	j.hasher.restart(j.done.Prefix())
	return false, nil
}

func (j *job) complete() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.begun && j.version.Total >= 0 && j.done.Prefix() == j.version.Total
}
