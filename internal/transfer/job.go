package transfer

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// minShare is the size of the last ranges, in bytes: less would not be worth a request.
const minShare = 256 << 10

// job is one ToFile: what of which version is there, and who fetches the rest.
type job struct {
	o       Options
	src     *source.Source
	started time.Time
	part    *partial.File
	meter   *meter
	hasher  *hasher
	buffers buffers

	receiving atomic.Int64 // streams that have a response
	rangeless atomic.Bool  // whole responses are requested, the partial ones did not fit

	mu          sync.Mutex
	version     source.Version
	contentType string
	begun       bool // version is set, from a response or from an earlier run
	confirmed   bool // a response of this run was of this version
	unverified  bool // nobody said the size, which is where a response ended
	changes     int  // versions seen in this run and given up
	damage      int  // times that the disk had other bytes than were written
	done        span.Set
	earlier     span.Set // of done, what an earlier run left
	taken       span.Set // done or being fetched in this round

	streams int    // falls to 1 when the server ignores ranges, or the file changed
	byDate  bool   // If-Range is better given a date
	widen   func() // starts the other streams of this round
	wide    bool   // they were started
	over    bool   // this round goes no further, its version is given up
}

func newJob(src *source.Source, part *partial.File, o Options) *job {
	j := &job{
		o: o, src: src, started: time.Now(), part: part, buffers: newBuffers(o.Streams), version: source.Version{Total: -1}, streams: o.Streams,
	}
	j.meter = newMeter(o.Progress, j.progress)
	j.hasher = startHasher(part, j.buffers)
	return j
}

func (j *job) close() {
	j.hasher.close()
	j.meter.close()
}

func (j *job) progress() Progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	return Progress{Done: j.done.Size(), Total: j.version.Total, Resumed: j.earlier.Size()}
}

// resume takes over what an earlier run left.
func (j *job) resume() {
	j.mu.Lock()
	defer j.mu.Unlock()
	before, done := j.part.Load(j.src.Identity())
	if len(done) == 0 {
		return
	}
	j.begun, j.version, j.contentType = true, before.Version, before.Type
	j.done, j.earlier = done, slices.Clone(done)
	j.hasher.restart(j.done.Prefix())
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

func (j *job) complete() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.begun && j.version.Total >= 0 && j.done.Prefix() == j.version.Total
}
