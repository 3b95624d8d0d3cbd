package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// ToWriter fetches rawURL into w, in order and each byte once. A slow writer slows the server down; it is not taken for a
// stall. After a cut the rest is requested; if the server no longer has the same object, the error is ErrChanged, because
// what was written cannot be taken back.
//
// Errors match, through errors.Is, one of the Err values of this package, a [*StatusError], the error of w, the cause of
// ctx, or a network error after the last attempt.
func ToWriter(ctx context.Context, rawURL string, w io.Writer, o Options) (Result, error) {
	if w == nil {
		return Result{}, fmt.Errorf("%w: no writer", ErrInvalid)
	}
	o = o.withDefaults()
	src, err := o.source(rawURL)
	if err != nil {
		return Result{}, err
	}
	defer src.Close()
	f := &feed{o: o, src: src, out: w, digest: sha256.New()}
	f.total.Store(-1)
	f.meter = newMeter(o.Progress, func() Progress { return Progress{Done: f.done.Load(), Total: f.total.Load()} })
	defer f.meter.close()
	defer f.hashing.Wait()
	if err := f.run(ctx); err != nil {
		return Result{}, fmt.Errorf("fetch from %s: %w", src.Host(), err)
	}
	f.hashing.Wait()
	return Result{
		Bytes: f.sent, SHA256: hex.EncodeToString(f.digest.Sum(nil)), ContentType: f.contentType, Verified: f.version.Total >= 0,
	}, nil
}

func (f *feed) run(ctx context.Context) error {
	retries := newRetrier(f.o, f.src, time.Now())
	for !f.ended {
		before := f.sent
		err := f.attempt(ctx)
		if errors.Is(err, source.ErrWrongRange) {
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

// attempt sends one request for what was not written yet.
func (f *feed) attempt(ctx context.Context) error {
	before := f.sent
	r, err := f.src.Open(ctx, f.request())
	if status, ok := errors.AsType[*StatusError](err); ok && status.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return f.unsatisfied(status)
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	proven, err := f.accept(r)
	if err != nil {
		return err
	}
	if err := f.copy(r, proven); err != nil {
		return err
	}
	if f.sent == before && !f.ended {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// request builds the request for the rest.
func (f *feed) request() source.Request {
	if f.sent == 0 || f.wrongRanges >= wrongRangesAllowed {
		return source.Request{Span: span.Span{From: 0, To: span.Endless}}
	}
	q := source.Request{
		Span: span.Span{From: f.sent - int64(len(f.tail)), To: span.Endless}, Ranged: true, IfRange: f.version.IfRange(f.byDate),
	}
	if f.version.Total >= 0 {
		q.To = f.version.Total
	}
	return q
}

// unsatisfied decides what 416 means after some bytes were written: either they were all, or the object is another one.
func (f *feed) unsatisfied(status *StatusError) error {
	if f.sent == 0 {
		return status // no range was requested
	}
	if status.Version.Total == f.sent && f.version.Compare(status.Version) == source.Same {
		f.version.Total, f.ended = f.sent, true
		return nil
	}
	return fmt.Errorf("%w after %d bytes of it had been written: %w", ErrChanged, f.sent, status)
}
