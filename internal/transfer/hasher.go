package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"slices"
	"sync"

	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// queueLength is how many buffers may wait to be hashed. It evens out the speeds of network and hash; what does not fit is
// read back from the file.
const queueLength = 8

// hasher hashes the partial file from its start, always behind the bytes that are there, in a goroutine of its own. It
// takes buffers over from the streams where it can and reads the file where it cannot.
type hasher struct {
	file    io.ReaderAt
	hash    hash.Hash
	buffers buffers
	wake    chan struct{}
	done    sync.WaitGroup
	stop    context.CancelFunc

	mu       sync.Mutex
	earlier  int64 // bytes [0, earlier) are of an earlier run
	frontier int64 // bytes [0, frontier) are there
	position int64 // bytes [0, position) are hashed
	queue    []chunk
	restarts int
	err      error
	idle     chan struct{} // all that is there is hashed
	moved    sync.Cond     // position, or what it is held against
	ended    bool
}

// block is what is hashed in one step.
type block struct {
	chunk
	restarts int
}

func startHasher(ctx context.Context, file io.ReaderAt, buffers buffers) *hasher {
	ctx, stop := context.WithCancel(ctx)
	h := &hasher{
		file: file, hash: sha256.New(), buffers: buffers, stop: stop,
		wake: make(chan struct{}, 1), idle: make(chan struct{}, 1),
	}
	h.moved.L = &h.mu
	h.done.Go(func() { h.run(ctx) })
	return h
}

// await waits while the hash is far behind what is there. It has to come to its end in any case, and comes there sooner if
// what it is to hash need not be read back from the file. What an earlier run left, which may be much, is hashed while the
// transfer goes on.
func (h *hasher) await() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.frontier-h.position >= queueLength*bufferSize && h.position >= h.earlier && h.err == nil && !h.ended {
		h.moved.Wait()
	}
}

// advance says that the first frontier bytes of the file are there. If c is the next of them, its buffer is taken over and
// true returned.
func (h *hasher) advance(frontier int64, c chunk) (taken bool) {
	h.mu.Lock()
	taken = c.buffer != nil && c.From == h.frontier && len(h.queue) < queueLength
	if taken {
		h.queue = append(h.queue, c)
	}
	h.frontier = frontier
	h.mu.Unlock()
	signal(h.wake)
	return taken
}

// restart begins again at the start of the file, of which the first bytes are there from before.
func (h *hasher) restart(earlier int64) {
	h.mu.Lock()
	h.restarts++
	h.earlier, h.frontier, h.position = earlier, earlier, 0
	for _, c := range h.queue {
		h.buffers.put(c.buffer)
	}
	h.queue = h.queue[:0]
	h.moved.Broadcast()
	h.mu.Unlock()
	signal(h.wake)
}

// catchUp waits until everything that is there is hashed.
func (h *hasher) catchUp(ctx context.Context) error {
	for {
		h.mu.Lock()
		err, behind := h.err, h.position < h.frontier
		h.mu.Unlock()
		if err != nil || !behind {
			return err
		}
		select {
		case <-h.idle:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// close ends the goroutine.
func (h *hasher) close() {
	h.stop()
	h.done.Wait()
}

// sum is the checksum in lower-case hexadecimal, final after catchUp.
func (h *hasher) sum() string { return hex.EncodeToString(h.hash.Sum(nil)) }

func (h *hasher) run(ctx context.Context) {
	defer h.end()
	restarts := 0
	for ctx.Err() == nil {
		b, ok := h.next()
		if !ok {
			signal(h.idle)
			select {
			case <-h.wake:
				continue
			case <-ctx.Done():
				return
			}
		}
		if b.restarts != restarts {
			h.hash.Reset()
		}
		restarts = b.restarts
		h.step(b)
	}
}

func (h *hasher) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
	h.moved.Broadcast()
}

// next is what to hash now: a buffer taken over, or what of the file lies before the next of these.
func (h *hasher) next() (block, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b := block{restarts: h.restarts}
	b.Span = span.Span{From: h.position, To: min(h.frontier, h.position+bufferSize)}
	if h.err != nil || b.Size() <= 0 {
		return block{}, false
	}
	if len(h.queue) > 0 {
		if first := h.queue[0]; first.From == b.From {
			h.queue = slices.Delete(h.queue, 0, 1)
			b.chunk = first
			return b, true
		}
		b.To = min(b.To, h.queue[0].From)
	}
	return b, true
}

func (h *hasher) step(b block) {
	err := h.load(&b)
	defer h.buffers.put(b.buffer)
	// Without the lock, for which the streams would have to wait. After a restart the hash begins anew with the next block,
	// so it does not matter what went in meanwhile.
	if err == nil {
		_, _ = h.hash.Write(b.data)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	defer h.moved.Broadcast()
	switch {
	case h.restarts != b.restarts:
	case err != nil:
		h.err = err
	default:
		h.position = b.To
	}
}

// load reads a block that did not come in a buffer.
func (h *hasher) load(b *block) error {
	if b.buffer != nil {
		return nil
	}
	b.buffer = h.buffers.get()
	b.data = b.buffer[:b.Size()]
	_, err := h.file.ReadAt(b.data, b.From)
	return err
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
