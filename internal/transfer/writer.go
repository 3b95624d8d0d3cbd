package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ToWriter fetches rawURL into w, in order and each byte once. A slow writer
// slows the server down; it is not taken for a stall. After a cut the rest is
// asked for; if the server no longer has the same object, ErrChanged says so,
// because what was written cannot be taken back.
//
// Errors match, through errors.Is, one of the Err values of this package, a
// [*StatusError], the error of w, the cause of ctx, or a network error after
// the last retry.
func ToWriter(ctx context.Context, rawURL string, w io.Writer, o Options) (Result, error) {
	o, err := o.withDefaults()
	if err != nil {
		return Result{}, err
	}
	if w == nil {
		return Result{}, fmt.Errorf("%w: no writer", ErrInvalid)
	}
	src, err := newSource(rawURL, o)
	if err != nil {
		return Result{}, err
	}
	defer src.close()
	f := &feed{src: src, out: w, meter: newMeter(o.Progress), pipe: startPipe(o.newHash())}
	defer f.meter.close()
	defer f.pipe.close()
	if err := f.run(ctx); err != nil {
		return Result{}, fmt.Errorf("fetch from %s: %w", src.host(), err)
	}
	f.pipe.close()
	return Result{
		Bytes: f.sent, SHA256: f.pipe.sum(), ContentType: f.contentType, Verified: f.promised,
	}, nil
}

// feed is one ToWriter: how much of which version was written.
type feed struct {
	src   *source
	out   io.Writer
	meter *meter
	pipe  *pipe

	version     version
	contentType string
	promised    bool // the server told the size
	sent        int64
	tail        []byte // the last bytes written, where no validator proves what follows
	ended       bool
	wrongRanges int
	byDate      bool
}

func (f *feed) run(ctx context.Context) error {
	retries := retrier{src: f.src}
	for !f.ended {
		before := f.sent
		err := f.try(ctx)
		if errors.Is(err, errWrongRange) {
			f.wrongRanges++
		}
		if err == nil {
			continue
		}
		if err := retries.pause(ctx, err, f.sent > before); err != nil {
			return err
		}
	}
	return nil
}

// try sends one request for what was not written yet.
func (f *feed) try(ctx context.Context) error {
	before := f.sent
	r, err := f.src.open(ctx, f.ask())
	if status, ok := errors.AsType[*StatusError](err); ok && status.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return f.unsatisfied(status)
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.close() }()
	if err := f.accept(r); err != nil {
		return err
	}
	if err := f.copy(r); err != nil {
		return err
	}
	if f.sent == before && !f.ended {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (f *feed) ask() ask {
	if f.sent == 0 || f.wrongRanges >= wrongRangesAllowed {
		return ask{span: span{0, endless}}
	}
	a := ask{span: span{f.sent - int64(len(f.tail)), endless}, ranged: true, ifRange: f.version.ifRange(f.byDate)}
	if f.version.Total >= 0 {
		a.span.to = f.version.Total
	}
	return a
}

// accept lets a reply through only if it continues what was written.
func (f *feed) accept(r *reply) error {
	if f.sent == 0 {
		f.version, f.contentType, f.promised = r.version, r.contentType, r.version.Total >= 0
		f.meter.total.Store(r.version.Total)
		return nil
	}
	fits := f.version.compare(r.version)
	r.proven = fits == same
	switch {
	case fits == different:
		return fmt.Errorf("%w after %d bytes of it had been written", ErrChanged, f.sent)
	case fits == unknown && len(f.tail) == 0 && r.whole:
		return fmt.Errorf("%w or lost its validator after %d bytes of it had been written", ErrChanged, f.sent)
	case fits == unknown && len(f.tail) == 0:
		return wrongRange("206 without the validator of the file")
	}
	if fits == same && !r.whole {
		f.wrongRanges = 0
	}
	f.byDate = f.byDate || r.whole
	if f.version.Total < 0 && r.version.Total >= 0 {
		f.version.Total, f.promised = r.version.Total, true
		f.meter.total.Store(r.version.Total)
	}
	if fits == same && f.version.Total >= 0 {
		f.tail = nil
	}
	return nil
}

func (f *feed) copy(r *reply) error {
	off, limit := r.span.from, r.span.to
	if f.version.Total >= 0 {
		limit = min(limit, f.version.Total)
	}
	for {
		buffer := f.pipe.buffer()
		n, err := fill(r.body, buffer)
		f.meter.received.Add(int64(n))
		if int64(n) > limit-off {
			return wrongReply("it has more bytes than promised")
		}
		skip := max(0, min(int64(n), f.sent-off))
		if !r.proven && !f.continues(off, buffer[:skip]) {
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
		case off < f.sent || (limit != endless && off < limit):
			return io.ErrUnexpectedEOF
		default:
			f.ended = limit == endless || f.sent == f.version.Total
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

// write passes data, a part of the pipe's buffer, on to the writer and the hash.
func (f *feed) write(data []byte) error {
	n, err := f.out.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return localError("writing the output", err)
	}
	f.sent += int64(n)
	f.meter.done.Store(f.sent)
	if !f.version.strong() || f.version.Total < 0 {
		f.tail = append(f.tail, data...)
		if len(f.tail) > 2*overlap {
			f.tail = append(f.tail[:0], f.tail[len(f.tail)-overlap:]...)
		}
	}
	f.pipe.hash(data)
	return nil
}

// unsatisfied judges 416 after some bytes were written: either they were all,
// or the object is another one.
func (f *feed) unsatisfied(status *StatusError) error {
	if f.sent == 0 {
		return status // no range was asked for
	}
	if status.size == f.sent && f.version.compare(status.version) == same {
		f.version.Total, f.promised, f.ended = f.sent, true, true
		return nil
	}
	return fmt.Errorf("%w after %d bytes of it had been written: %w", ErrChanged, f.sent, status)
}
