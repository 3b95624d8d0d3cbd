package transfer

import (
	"bytes"
	"errors"
	"io"
)

// copy moves the body of r into the file, from s.from on.
func (j *job) copy(r *reply, s *span) error {
	limit, off := j.limit(r), r.span.from
	b := j.buffers.get()
	defer func() { j.buffers.put(b) }()
	for {
		n, err := fill(r.body, b[:])
		data := b[:n]
		j.meter.received.Add(int64(n))
		if int64(n) > limit-off {
			return j.tooLong()
		}
		if skip := min(int64(n), s.from-off); skip > 0 {
			if err := j.compare(r, s, off, data[:skip]); err != nil {
				return err
			}
			off, data = off+skip, data[skip:]
		}
		if len(data) > 0 {
			taken, err := j.put(chunk{span{off, off + int64(len(data))}, data, b})
			if err != nil {
				return err
			}
			if taken {
				b = j.buffers.get()
			}
			off += int64(len(data))
			s.from = off
		}
		switch {
		case err == nil:
		case !errors.Is(err, io.EOF):
			return err
		case limit == endless && off < s.from:
			return io.ErrUnexpectedEOF // it ends before what is there already
		case limit == endless:
			j.endAt(off, s)
			return nil
		case off < limit:
			return io.ErrUnexpectedEOF
		default:
			return nil
		}
	}
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
func (j *job) compare(r *reply, s *span, off int64, data []byte) error {
	if r.proven || off+int64(len(data)) <= s.from-overlap {
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
		missing := c.data[s.from-c.from : s.to-c.from]
		if _, err := j.part.file.WriteAt(missing, s.from); err != nil {
			return taken, localError("writing the partial file", cleanPathError(err))
		}
		err := j.part.journal.claim(claim{s, checksum(missing)})
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
