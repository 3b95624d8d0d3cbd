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

// hasher hashes the partial file from its start, always behind the bytes that are there, in a goroutine of its own. It
// takes buffers over from the streams where it can and reads the file where it cannot.
type hasher struct {
	file    io.ReaderAt
	hash    hash.Hash
	buffers buffers
	done    sync.WaitGroup

	mu       sync.Mutex
	changed  sync.Cond // anything below
	earlier  int64     // bytes [0, earlier) are of an earlier run
	frontier int64     // bytes [0, frontier) are there
	position int64     // bytes [0, position) are hashed
	queue    []chunk
	anew     bool // the hash is to begin again
	closed   bool
	err      error
}

func startHasher(file io.ReaderAt, buffers buffers) *hasher {
	h := &hasher{file: file, hash: sha256.New(), buffers: buffers}
	h.changed.L = &h.mu
	h.done.Go(h.run)
	return h
}

// await waits while the hash is far behind what is there. It has to come to its end in any case, and comes there sooner if
// what it is to hash need not be read back from the file. What an earlier run left, which may be much, is hashed while the
// transfer goes on.
func (h *hasher) await() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.frontier-h.position >= queueLength*bufferSize && h.position >= h.earlier && h.err == nil {
		h.changed.Wait()
	}
}

// advance says that the first frontier bytes of the file are there. If c is the next of them, its buffer is taken over and
// true returned.
func (h *hasher) advance(frontier int64, c chunk) (taken bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	taken = c.buffer != nil && c.From == h.frontier && len(h.queue) < queueLength
	if taken {
		h.queue = append(h.queue, c)
	}
	h.frontier = frontier
	h.changed.Broadcast()
	return taken
}

// restart begins again at the start of the file, of which the first bytes are there from before.
func (h *hasher) restart(earlier int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue = nil
	h.earlier, h.frontier, h.position, h.anew, h.err = earlier, earlier, 0, true, nil
	h.changed.Broadcast()
}

// catchUp waits until everything that is there is hashed.
func (h *hasher) catchUp(ctx context.Context) error {
	defer context.AfterFunc(ctx, h.wake)()
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.position < h.frontier && h.err == nil && ctx.Err() == nil {
		h.changed.Wait()
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return h.err
}

func (h *hasher) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.changed.Broadcast()
}

// close ends the goroutine.
func (h *hasher) close() {
	h.mu.Lock()
	h.closed = true
	h.changed.Broadcast()
	h.mu.Unlock()
	h.done.Wait()
}

// sum is the checksum in lower-case hexadecimal, final after catchUp.
func (h *hasher) sum() string { return hex.EncodeToString(h.hash.Sum(nil)) }

func (h *hasher) run() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for !h.closed {
		if h.position == h.frontier || h.err != nil {
			h.changed.Wait()
			continue
		}
		if h.anew {
			h.hash.Reset()
			h.anew = false
		}
		c := h.next()
		h.mu.Unlock() // for which the streams would have to wait
		err := h.add(c)
		h.mu.Lock()
		switch {
		case h.anew: // what went in meanwhile is of no matter
		case err != nil:
			h.err = err
		default:
			h.position = c.To
		}
		h.changed.Broadcast()
	}
}

// next is what to hash now: a buffer taken over, or what of the file lies before the first of these.
func (h *hasher) next() chunk {
	c := chunk{Span: span.Span{From: h.position, To: min(h.frontier, h.position+bufferSize)}}
	if len(h.queue) == 0 {
		return c
	}
	if first := h.queue[0]; first.From == c.From {
		h.queue = slices.Delete(h.queue, 0, 1)
		return first
	}
	c.To = min(c.To, h.queue[0].From)
	return c
}

// add hashes a chunk, which is read from the file if it did not come in a buffer.
func (h *hasher) add(c chunk) error {
	if c.buffer == nil {
		c.buffer = h.buffers.get()
		c.data = c.buffer[:c.Size()]
		if _, err := h.file.ReadAt(c.data, c.From); err != nil {
			return err
		}
	}
	defer h.buffers.put(c.buffer)
	_, err := h.hash.Write(c.data)
	return err
}
