package transfer

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// copy moves the body of r into the file, from s.From on. It reads while another goroutine writes, since each takes about
// half of the time.
func (j *job) copy(r *source.Response, proven bool, s *span.Span) error {
	w := j.startWriting(s)
	end, err := j.read(r, proven, s.From, w)
	if failed := w.close(); failed != nil {
		return failed
	}
	if err == nil && end != 0 {
		j.endAt(end, s)
	}
	return err
}

// read passes on what the body has from the offset from on. If nobody said where it ends, it returns where it did.
func (j *job) read(r *source.Response, proven bool, from int64, w *writing) (end int64, err error) {
	off := r.From
	for !w.failed.Load() {
		b := j.buffers.get()
		n, err := fill(r.Body, b[:])
		data := b[:n]
		j.meter.received.Add(int64(n))
		if int64(n) > r.To-off {
			return 0, j.tooLong()
		}
		if skip := min(int64(n), from-off); skip > 0 {
			if !proven && !j.continues(from, off, data[:skip]) {
				return 0, j.changed()
			}
			off, data = off+skip, data[skip:]
		}
		w.chunks <- chunk{span.Span{From: off, To: off + int64(len(data))}, data, b}
		off += int64(len(data))
		switch {
		case err == nil:
		case !errors.Is(err, io.EOF):
			return 0, err
		case off < from || r.To != span.Endless && off < r.To:
			return 0, io.ErrUnexpectedEOF // it ends before what is there already, or before what was promised
		case r.To == span.Endless:
			return off, nil
		default:
			return 0, nil
		}
	}
	return 0, nil
}

// writing is the other half of copy.
type writing struct {
	chunks chan chunk
	failed atomic.Bool // so that no more needs to be read
	err    error
	done   sync.WaitGroup
}

// startWriting writes the chunks that it is given, and moves s.From along.
func (j *job) startWriting(s *span.Span) *writing {
	w := &writing{chunks: make(chan chunk, writeAhead)}
	w.done.Go(func() {
		out := j.part.Writer()
		for c := range w.chunks {
			taken := false
			if w.err == nil && c.Size() > 0 {
				if j.alone() {
					j.hasher.await()
				}
				if taken, w.err = j.put(c, out); w.err == nil {
					s.From = c.To
				}
				w.failed.Store(w.err != nil)
			}
			if !taken {
				j.buffers.put(c.buffer)
			}
		}
		w.err = cmp.Or(w.err, out.Flush())
	})
	return w
}

// alone says whether this is the only stream, whose every buffer is the next one to be hashed.
func (j *job) alone() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return !j.wide
}

// close waits until all is written.
func (w *writing) close() error {
	close(w.chunks)
	w.done.Wait()
	return w.err
}

// continues holds bytes that come again against those that are there, where no validator proves that they are the same.
func (j *job) continues(from, off int64, data []byte) bool {
	if off+int64(len(data)) <= from-overlap {
		return true
	}
	there := make([]byte, len(data))
	_, err := j.part.ReadAt(there, off)
	return err == nil && bytes.Equal(there, data)
}

func (j *job) changed() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.giveUpVersion()
}

// put writes a chunk, and only then counts it. Where bytes are there already, they stay. It returns true if it kept the
// buffer.
func (j *job) put(c chunk, out *partial.Writer) (taken bool, err error) {
	for within := c.Span; ; {
		j.mu.Lock()
		s := j.done.Gap(within, within.Size())
		j.mu.Unlock()
		if s.Size() == 0 {
			return taken, nil
		}
		if err := out.WriteAt(c.data[s.From-c.From:s.To-c.From], s.From); err != nil {
			return taken, err
		}
		offer := chunk{}
		if s == c.Span {
			offer = c
		}
		j.mu.Lock()
		j.done, j.taken = j.done.Add(s), j.taken.Add(s)
		taken = j.hasher.advance(j.done.Prefix(), offer)
		j.mu.Unlock()
		within.From = s.To
	}
}

// endAt takes the end of a body of unknown length for the end of the file.
func (j *job) endAt(off int64, s *span.Span) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.version.Total, s.To = off, off
	j.unverified = true
}

// tooLong ends the transfer. Nothing of such a server is believed, so the next run starts afresh.
func (j *job) tooLong() error {
	if err := j.part.Forget(); err != nil {
		return err
	}
	return fmt.Errorf("%w: it has more bytes than promised", source.ErrProtocol)
}
