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
	moved    chan struct{}
}

// block is what the follower hashes in one step.
type block struct {
	chunk
	claimed  bool
	sum      uint32
	restarts int
}

func startFollower(ctx context.Context, f file, buffers buffers, sum hash.Hash, bad func(claim, int) error) *follower {
	ctx, stop := context.WithCancel(ctx)
	w := &follower{
		file: f, bad: bad, hash: sum, buffers: buffers, stop: stop,
		wake: make(chan struct{}, 1), moved: make(chan struct{}, 1),
	}
	w.done.Go(func() { w.run(ctx) })
	return w
}

// follow tells that the first frontier bytes of the file are there. If c is
// the next of them, its buffer is taken over and true returned.
func (w *follower) follow(frontier int64, c chunk) (taken bool) {
	w.mu.Lock()
	taken = w.hash != nil && c.buffer != nil && c.from == w.frontier && len(w.queue) < queueLength
	if taken {
		w.queue = append(w.queue, c)
	}
	if frontier < w.frontier {
		// A claim was dropped. What is queued lies behind it and is read back later.
		w.dropQueue()
	}
	w.frontier = frontier
	w.mu.Unlock()
	signal(w.wake)
	return taken
}

// restart begins again at the start of the file, with claims to check.
func (w *follower) restart(claims []claim) {
	w.mu.Lock()
	w.restarts++
	w.frontier, w.position, w.claims = 0, 0, claims
	w.dropQueue()
	w.mu.Unlock()
	signal(w.wake)
}

func (w *follower) dropQueue() {
	for _, c := range w.queue {
		w.buffers.put(c.buffer)
	}
	w.queue = w.queue[:0]
}

// restarted says whether there was a restart since the given number of them.
func (w *follower) restarted(since int) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.restarts != since
}

// catchUp waits until everything that is there is hashed.
func (w *follower) catchUp(ctx context.Context) error {
	for {
		w.mu.Lock()
		err, behind := w.err, w.position < w.frontier
		w.mu.Unlock()
		if err != nil || !behind {
			return err
		}
		select {
		case <-w.moved:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// close ends the goroutine; the sum is final then.
func (w *follower) close() {
	w.stop()
	w.done.Wait()
}

// sum is the checksum in lower-case hexadecimal, final after close.
func (w *follower) sum() string {
	if w.hash == nil {
		return ""
	}
	return hex.EncodeToString(w.hash.Sum(nil))
}

func (w *follower) run(ctx context.Context) {
	restarts := 0
	for ctx.Err() == nil {
		b, ok := w.next()
		if !ok {
			signal(w.moved)
			select {
			case <-w.wake:
				continue
			case <-ctx.Done():
				return
			}
		}
		if b.restarts != restarts && w.hash != nil {
			w.hash.Reset()
		}
		restarts = b.restarts
		w.step(b)
	}
}

// next is what to hash now: a buffer taken over, a claimed span of the file,
// or what of the file lies before the next of these.
func (w *follower) next() (block, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.hash == nil {
		// Only claims are looked at.
		w.position = w.frontier
		if len(w.claims) > 0 && w.claims[0].from < w.frontier {
			w.position = w.claims[0].from
		}
	}
	b := block{restarts: w.restarts}
	b.span = span{w.position, min(w.frontier, w.position+maxClaim)}
	if w.err != nil || b.size() <= 0 {
		return block{}, false
	}
	if len(w.queue) > 0 {
		if first := w.queue[0]; first.from == b.from {
			w.queue = slices.Delete(w.queue, 0, 1)
			b.chunk = first
			return b, true
		}
		b.to = min(b.to, w.queue[0].from)
	}
	if len(w.claims) > 0 {
		if first := w.claims[0]; first.from == b.from {
			w.claims = w.claims[1:]
			b.span, b.claimed, b.sum = first.span, true, first.sum
			return b, true
		}
		b.to = min(b.to, w.claims[0].from)
	}
	return b, true
}

func (w *follower) step(b block) {
	err := w.load(&b)
	defer w.buffers.put(b.buffer)
	holds := true
	if b.claimed && (err != nil || checksum(b.data) != b.sum) {
		holds = false
		err = w.bad(claim{b.span, b.sum}, b.restarts)
	}
	// Without the lock, for which the streams would have to wait. After a restart the hash begins anew
	// with the next block, so it does not matter what went in meanwhile.
	if err == nil && holds && w.hash != nil {
		_, _ = w.hash.Write(b.data)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.restarts != b.restarts {
		return
	}
	if err != nil {
		w.err = localError("reading the partial file back", cleanPathError(err))
		return
	}
	if holds {
		w.position = b.to
	}
}

// load reads a block that did not come in a buffer.
func (w *follower) load(b *block) error {
	if b.buffer != nil {
		return nil
	}
	b.buffer = w.buffers.get()
	b.data = b.buffer[:b.size()]
	_, err := w.file.ReadAt(b.data, b.from)
	return err
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
