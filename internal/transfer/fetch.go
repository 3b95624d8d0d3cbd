package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// refusalsAllowed is how often in a row one stream may fail while others get on.
const refusalsAllowed = 2

// fetch gets one span, in as many attempts as it takes. Only what is missing of the span is requested again.
func (j *job) fetch(ctx context.Context, s *span.Span) error {
	retries := newRetrier(j.o, j.src, j.started)
	best, wrong, refusals := s.From, 0, 0
	for s.Size() > 0 {
		err := j.attempt(ctx, s)
		if errors.Is(err, source.ErrWrongRange) {
			wrong++
		} else {
			wrong = 0
		}
		if err == nil {
			continue
		}
		if wrong == wrongRangesAllowed {
			j.rangeless.Store(true)
		}
		progressed := s.From > best
		if refusals++; progressed {
			refusals = 0
		}
		if j.crowded(refusals, err) {
			j.o.Logger.Info("going on with fewer streams", "host", j.src.Host(), "after", err)
			return errCrowded
		}
		if err := retries.pause(ctx, err, progressed); err != nil {
			return err
		}
		best = max(best, s.From)
	}
	return nil
}

// crowded says whether a stream is one too many: some servers bound the connections of a client, and refuse or reset
// what is beyond.
func (j *job) crowded(refusals int, err error) bool {
	status, _ := errors.AsType[*StatusError](err)
	if final(err) || status != nil && status.Is(ErrUnauthorized) {
		return false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.wide && j.receiving.Load() > 0 &&
		(refusals >= refusalsAllowed || refusals > 0 && status != nil && status.RetryAfter > longestPause)
}

// attempt sends one request for the rest of s and moves s.From as bytes arrive.
func (j *job) attempt(ctx context.Context, s *span.Span) error {
	from := s.From
	r, err := j.src.Open(ctx, j.request(*s))
	if status, ok := errors.AsType[*StatusError](err); ok && status.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return j.unsatisfied(status, s)
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	proven, err := j.accept(r, s)
	if err != nil {
		return err
	}
	j.receiving.Add(1)
	err = j.copy(r, proven, s)
	j.receiving.Add(-1)
	if err != nil {
		return err
	}
	// A partial response may be shorter than requested, but not for ever.
	if s.From == from && s.Size() > 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// request builds the request for s, given what is known.
func (j *job) request(s span.Span) source.Request {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.rangeless.Load() || (!j.begun && j.streams == 1) {
		return source.Request{Span: span.Span{From: 0, To: span.Endless}}
	}
	if !j.begun {
		return source.Request{Span: s, Ranged: true}
	}
	q := source.Request{Span: s, Ranged: s.From > 0 || s.To < j.version.Total, IfRange: j.version.IfRange(j.byDate)}
	if s.From > 0 && (q.IfRange == "" || j.version.Total < 0) {
		q.From = max(0, s.From-overlap)
	}
	return q
}

// unsatisfied decides what 416 means: either exactly everything is there, or the object is no longer what it was.
func (j *job) unsatisfied(status *StatusError, s *span.Span) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.over {
		return errRestart
	}
	if !j.begun {
		j.rangeless.Store(true)
		return fmt.Errorf("%w: 416 for the start of the file", source.ErrWrongRange)
	}
	if status.Version.Total == s.From && j.version.Compare(status.Version) == source.Same {
		j.version.Total, s.To = s.From, s.From
		return nil
	}
	return j.giveUpVersion()
}
