package transfer

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"sync/atomic"
)

// copy moves the body of r into the file, from s.from on. It reads while another
// goroutine writes, since each takes about half of the time.
func (j *job) copy(r *reply, s *span) error {
	w := j.startWriting(s)
	end, err := j.read(r, s.from, w)
	if failed := w.close(); failed != nil {
		return failed
	}
	if err == nil && end != 0 {
		j.endAt(end, s)
	}
	return err
}

// read passes on what the body has from the offset from on. If nobody said where
// it ends, it returns where it did.
func (j *job) read(r *reply, from int64, w *writing) (end int64, err error) {
	limit, off := j.limit(r), r.span.from
	for !w.failed.Load() {
		b := j.buffers.get()
		n, err := fill(r.body, b[:])
		data := b[:n]
		j.meter.received.Add(int64(n))
		if int64(n) > limit-off {
			return 0, j.tooLong()
		}
		if skip := min(int64(n), from-off); skip > 0 {
			if err := j.compare(r, from, off, data[:skip]); err != nil {
				return 0, err
			}
			off, data = off+skip, data[skip:]
		}
		// The checksum is made here, where the data has just been in the cache.
		w.chunks <- chunk{span{off, off + int64(len(data))}, data, b, checksum(data)}
		off += int64(len(data))
		switch {
		case err == nil:
		case !errors.Is(err, io.EOF):
			return 0, err
		case limit == endless && off < from:
			return 0, io.ErrUnexpectedEOF // it ends before what is there already
		case limit == endless:
			return off, nil
		case off < limit:
			return 0, io.ErrUnexpectedEOF
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

// startWriting writes the chunks that it is given, and moves s.from along.
func (j *job) startWriting(s *span) *writing {
	w := &writing{chunks: make(chan chunk, writeAhead)}
	w.done.Go(func() {
		for c := range w.chunks {
			taken := false
			if w.err == nil && c.size() > 0 {
				if j.alone() {
					j.follower.await()
				}
				if taken, w.err = j.put(c); w.err == nil {
					s.from = c.to
				}
				w.failed.Store(w.err != nil)
			}
			if !taken {
				j.buffers.put(c.buffer)
			}
		}
	})
	return w
}

// alone says whether this is the only stream, whose every buffer is the next one
// to be hashed.
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

// limit is where the body must end, endless if nobody said.
func (j *job) limit(r *reply) int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.version.Total >= 0 {
		return min(r.span.to, j.version.Total)
	}
	return r.span.to
}

// compare holds bytes that come again against those that are there, where no
// validator proves that they are the same.
func (j *job) compare(r *reply, from, off int64, data []byte) error {
	if r.proven || off+int64(len(data)) <= from-overlap {
		return nil
	}
	there := make([]byte, len(data))
	if _, err := j.part.file.ReadAt(there, off); err != nil {
		return localError("reading the partial file back", cleanPathError(err))
	}
	if bytes.Equal(there, data) {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.giveUpVersion()
}

// put writes a chunk, claims it, and only then counts it. Where bytes are
// there already, they stay. It returns true if it kept the buffer.
func (j *job) put(c chunk) (taken bool, err error) {
	for within := c.span; ; {
		j.mu.Lock()
		s := j.done.gap(within, within.size())
		j.mu.Unlock()
		if s.size() == 0 {
			return taken, nil
		}
		missing, sum := c.data, c.sum
		if s != c.span {
			missing = c.data[s.from-c.from : s.to-c.from]
			sum = checksum(missing)
		}
		if _, err := j.part.file.WriteAt(missing, s.from); err != nil {
			return taken, localError("writing the partial file", cleanPathError(err))
		}
		err := j.part.journal.claim(claim{s, sum})
		if err != nil {
			return taken, localError("writing the state file", cleanPathError(err))
		}
		offer := chunk{}
		if s == c.span {
			offer = c
		}
		j.mu.Lock()
		j.done, j.taken = j.done.add(s), j.taken.add(s)
		taken = j.follower.follow(j.done.prefix(), offer)
		j.mu.Unlock()
		j.meter.done.Add(s.size())
		within.from = s.to
	}
}

// distrust drops a claim of an earlier run whose bytes are not what it says.
func (j *job) distrust(c claim, restarts int) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	// The file may have been emptied for another version meanwhile.
	if j.follower.restarted(restarts) {
		return nil
	}
	j.done, j.taken = j.done.remove(c.span), j.taken.remove(c.span)
	j.meter.done.Add(-c.size())
	j.meter.resumed.Add(-c.size())
	j.follower.follow(j.done.prefix(), chunk{})
	return j.part.journal.retract(c)
}

// endAt takes the end of a body of unknown length for the end of the file.
func (j *job) endAt(off int64, s *span) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.version.Total = off
	j.meter.total.Store(off)
	s.to = off
}

// tooLong ends the transfer. Nothing of such a server is believed, so the
// next run starts afresh.
func (j *job) tooLong() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.part.journal.begin(j.header()); err != nil {
		return localError("writing the state file", cleanPathError(err))
	}
	return wrongReply("it has more bytes than promised")
}
