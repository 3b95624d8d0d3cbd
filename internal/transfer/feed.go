package transfer

import (
	"bytes"
	"errors"
	"fmt"
	"hash"
	"io"
	"sync"
	"sync/atomic"

	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// feed is one ToWriter: how much of which version was written.
type feed struct {
	o           Options
	src         *source.Source
	out         io.Writer
	meter       *meter
	done, total atomic.Int64 // for the meter

	buffers [2]buffer // one is filled and written while the other is hashed
	turn    int
	digest  hash.Hash
	hashing sync.WaitGroup

	version     source.Version
	contentType string
	sent        int64
	tail        []byte // the last bytes written, where no validator proves what follows
	ended       bool
	wrongRanges int
	byDate      bool
}

// accept lets a response through only if it continues what was written, and says whether a validator proves that.
func (f *feed) accept(r *source.Response) (proven bool, err error) {
	if f.sent == 0 {
		f.version, f.contentType = r.Version, r.ContentType
		f.total.Store(r.Version.Total)
		return false, nil
	}
	match := f.version.Compare(r.Version)
	switch {
	case match == source.Different:
		return false, fmt.Errorf("%w after %d bytes of it had been written", ErrChanged, f.sent)
	case match == source.Unknown && len(f.tail) == 0 && r.Whole:
		return false, fmt.Errorf("%w or lost its validator after %d bytes of it had been written", ErrChanged, f.sent)
	case match == source.Unknown && len(f.tail) == 0:
		return false, fmt.Errorf("%w: 206 without the validator of the file", source.ErrWrongRange)
	}
	if match == source.Same && !r.Whole {
		f.wrongRanges = 0
	}
	f.byDate = f.byDate || r.Whole
	if f.version.Total < 0 && r.Version.Total >= 0 {
		f.version.Total = r.Version.Total
		f.total.Store(r.Version.Total)
	}
	if match == source.Same && f.version.Total >= 0 {
		f.tail = nil
	}
	return match == source.Same, nil
}

func (f *feed) copy(r *source.Response, proven bool) error {
	off, limit := r.From, r.To
	if f.version.Total >= 0 {
		limit = min(limit, f.version.Total)
	}
	for {
		buffer := f.buffers[f.turn][:]
		n, err := fill(r.Body, buffer)
		f.meter.received.Add(int64(n))
		if int64(n) > limit-off {
			return fmt.Errorf("%w: it has more bytes than promised", source.ErrProtocol)
		}
		skip := max(0, min(int64(n), f.sent-off))
		if !proven && !f.continues(off, buffer[:skip]) {
			return fmt.Errorf("%w after %d bytes of it had been written", ErrChanged, f.sent)
		}
		off += int64(n)
		if err := f.write(buffer[skip:n]); err != nil {
			return err
		}
		switch {
		case err == nil:
		case !errors.Is(err, io.EOF):
			return err
		case off < f.sent || (limit != span.Endless && off < limit):
			return io.ErrUnexpectedEOF
		default:
			f.ended = limit == span.Endless || f.sent == f.version.Total
			return nil
		}
	}
}

// continues holds bytes that come again against the last ones written.
func (f *feed) continues(off int64, again []byte) bool {
	start := f.sent - int64(len(f.tail))
	if off < start {
		drop := min(start-off, int64(len(again)))
		off, again = off+drop, again[drop:]
	}
	return len(again) == 0 || bytes.Equal(again, f.tail[off-start:off-start+int64(len(again))])
}

// write passes data, a part of a buffer, on to the writer and, meanwhile, to the hash.
func (f *feed) write(data []byte) error {
	n, err := f.out.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return fmt.Errorf("%w: writing the output: %w", ErrLocal, err)
	}
	f.sent += int64(n)
	f.done.Store(f.sent)
	if !f.version.Strong() || f.version.Total < 0 {
		f.tail = append(f.tail, data...)
		if len(f.tail) > 2*overlap {
			f.tail = append(f.tail[:0], f.tail[len(f.tail)-overlap:]...)
		}
	}
	f.hashing.Wait()
	f.hashing.Go(func() { _, _ = f.digest.Write(data) })
	f.turn = 1 - f.turn
	return nil
}
