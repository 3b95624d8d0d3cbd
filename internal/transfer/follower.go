package transfer

import (
	"context"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"slices"
	"sync"
)

// checksum tells a span that a crash left half written. It is CRC-32C, which processors compute themselves; its
// table is made by the first call, and not at the start of every program.
func checksum(data []byte) uint32 { return crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)) }

// queueLength is how many buffers may wait to be hashed. It evens out the
// speeds of network and hash; what does not fit is read back from the file.
const queueLength = 8

// follower hashes the partial file from its start, always behind the bytes
// that are there, in a goroutine of its own. It takes buffers over from the
// streams where it can and reads the file where it cannot. On its way it
// checks the claims of an earlier run.
type follower struct {
	file    file
	bad     func(c claim, restarts int) error // told about a claim that does not hold
	hash    hash.Hash                         // nil if no checksum is wanted
	buffers buffers
	wake    chan struct{}
	done    sync.WaitGroup
	stop    context.CancelFunc

	mu       sync.Mutex
	frontier int64 // bytes [0, frontier) are there
	position int64 // bytes [0, position) are hashed
	queue    []chunk
	claims   []claim
	restarts int
	err      error
	idle     chan struct{} // all that is there is hashed
	moved    sync.Cond     // position, or what it is held against
	ended    bool
}

// block is what the follower hashes in one step.
type block struct {
	chunk
	claimed  bool // sum is that of a claim
	restarts int
}

func startFollower(ctx context.Context, data file, buffers buffers, sum hash.Hash, bad func(claim, int) error) *follower {
	ctx, stop := context.WithCancel(ctx)
	f := &follower{
		file: data, bad: bad, hash: sum, buffers: buffers, stop: stop,
		wake: make(chan struct{}, 1), idle: make(chan struct{}, 1),
	}
	f.moved.L = &f.mu
	f.done.Go(func() { f.run(ctx) })
	return f
}

// await waits while the hash is far behind what is there. It has to come to its
// end in any case, and comes there sooner if what it is to hash need not be read
// back from the file. The claims of an earlier run, which may be many, are checked
// while the transfer goes on.
func (f *follower) await() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.hash != nil && f.frontier-f.position >= queueLength*maxClaim && len(f.claims) == 0 && f.err == nil && !f.ended {
		f.moved.Wait()
	}
}

// follow tells that the first frontier bytes of the file are there. If c is
// the next of them, its buffer is taken over and true returned.
func (f *follower) follow(frontier int64, c chunk) (taken bool) {
	f.mu.Lock()
	taken = f.hash != nil && c.buffer != nil && c.from == f.frontier && len(f.queue) < queueLength
	if taken {
		f.queue = append(f.queue, c)
	}
	if frontier < f.frontier {
		// A claim was dropped. What is queued lies behind it and is read back later.
		f.dropQueue()
	}
	f.frontier = frontier
	f.mu.Unlock()
	signal(f.wake)
	return taken
}

// restart begins again at the start of the file, with claims to check.
func (f *follower) restart(claims []claim) {
	f.mu.Lock()
	f.restarts++
	f.frontier, f.position, f.claims = 0, 0, claims
	f.dropQueue()
	f.moved.Broadcast()
	f.mu.Unlock()
	signal(f.wake)
}

func (f *follower) dropQueue() {
	for _, c := range f.queue {
		f.buffers.put(c.buffer)
	}
	f.queue = f.queue[:0]
}

// restarted says whether there was a restart since the given number of them.
func (f *follower) restarted(since int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.restarts != since
}

// catchUp waits until everything that is there is hashed.
func (f *follower) catchUp(ctx context.Context) error {
	for {
		f.mu.Lock()
		err, behind := f.err, f.position < f.frontier
		f.mu.Unlock()
		if err != nil || !behind {
			return err
		}
		select {
		case <-f.idle:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// close ends the goroutine; the sum is final then.
func (f *follower) close() {
	f.stop()
	f.done.Wait()
}

// sum is the checksum in lower-case hexadecimal, final after close.
func (f *follower) sum() string {
	if f.hash == nil {
		return ""
	}
	return hex.EncodeToString(f.hash.Sum(nil))
}

func (f *follower) run(ctx context.Context) {
	defer f.end()
	restarts := 0
	for ctx.Err() == nil {
		b, ok := f.next()
		if !ok {
			signal(f.idle)
			select {
			case <-f.wake:
				continue
			case <-ctx.Done():
				return
			}
		}
		if b.restarts != restarts && f.hash != nil {
			f.hash.Reset()
		}
		restarts = b.restarts
		f.step(b)
	}
}

func (f *follower) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ended = true
	f.moved.Broadcast()
}

// next is what to hash now: a buffer taken over, a claimed span of the file,
// or what of the file lies before the next of these.
func (f *follower) next() (block, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.hash == nil {
		// Only claims are looked at.
		f.position = f.frontier
		if len(f.claims) > 0 && f.claims[0].from < f.frontier {
			f.position = f.claims[0].from
		}
	}
	b := block{restarts: f.restarts}
	b.span = span{f.position, min(f.frontier, f.position+maxClaim)}
	if f.err != nil || b.size() <= 0 {
		return block{}, false
	}
	if len(f.queue) > 0 {
		if first := f.queue[0]; first.from == b.from {
			f.queue = slices.Delete(f.queue, 0, 1)
			b.chunk = first
			return b, true
		}
		b.to = min(b.to, f.queue[0].from)
	}
	if len(f.claims) > 0 {
		if first := f.claims[0]; first.from == b.from {
			f.claims = f.claims[1:]
			b.span, b.claimed, b.sum = first.span, true, first.sum
			return b, true
		}
		b.to = min(b.to, f.claims[0].from)
	}
	return b, true
}

func (f *follower) step(b block) {
	err := f.load(&b)
	defer f.buffers.put(b.buffer)
	holds := true
	if b.claimed && (err != nil || checksum(b.data) != b.sum) {
		holds = false
		err = f.bad(claim{b.span, b.sum}, b.restarts)
	}
	// Without the lock, for which the streams would have to wait. After a restart the hash begins anew
	// with the next block, so it does not matter what went in meanwhile.
	if err == nil && holds && f.hash != nil {
		_, _ = f.hash.Write(b.data)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.moved.Broadcast()
	if f.restarts != b.restarts {
		return
	}
	if err != nil {
		f.err = localError("reading the partial file back", cleanPathError(err))
		return
	}
	if holds {
		f.position = b.to
	}
}

// load reads a block that did not come in a buffer.
func (f *follower) load(b *block) error {
	if b.buffer != nil {
		return nil
	}
	b.buffer = f.buffers.get()
	b.data = b.buffer[:b.size()]
	_, err := f.file.ReadAt(b.data, b.from)
	return err
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
