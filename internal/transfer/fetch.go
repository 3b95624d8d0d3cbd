package transfer

import (
	"context"
	"errors"
	"io"
	"net/http"
)

const (
	// overlap is how much is compared where no validator proves that a reply
	// continues the bytes that are there.
	overlap = 1 << 20
	// wrongRangesAllowed is how many misfitting partial replies in a row it takes to
	// do without ranges.
	wrongRangesAllowed = 2
)

// fetch gets one span, as often as it takes. Only what is missing of the span
// is asked for again.
func (j *job) fetch(ctx context.Context, s span) error {
	retries := retrier{src: j.src}
	best, wrong := s.from, 0
	for s.size() > 0 {
		err := j.try(ctx, &s)
		if errors.Is(err, errWrongRange) {
			wrong++
		} else {
			wrong = 0
		}
		if err == nil {
			continue
		}
		if wrong == wrongRangesAllowed {
			j.doWithoutRanges()
		}
		if err := retries.pause(ctx, err, s.from > best); err != nil {
			return err
		}
		best = max(best, s.from)
	}
	return nil
}

// try sends one request for the rest of s and moves s.from as bytes arrive.
func (j *job) try(ctx context.Context, s *span) error {
	from := s.from
	r, err := j.src.open(ctx, j.ask(*s))
	if status, ok := errors.AsType[*StatusError](err); ok && status.StatusCode == http.StatusRequestedRangeNotSatisfiable {
		return j.unsatisfied(status, s)
	}
	if err != nil {
		return err
	}
	defer func() { _ = r.close() }()
	if err := j.accept(r, s); err != nil {
		return err
	}
	if err := j.copy(r, s); err != nil {
		return err
	}
	// A partial reply may be shorter than asked, but not for ever.
	if s.from == from && s.size() > 0 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// ask says how to ask for s, given what is known.
func (j *job) ask(s span) ask {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.rangeless || (!j.begun && j.streams == 1) {
		return ask{span: span{0, endless}}
	}
	if !j.begun {
		return ask{span: s, ranged: true}
	}
	a := ask{span: s, ranged: s.from > 0 || s.to < j.version.Total, ifRange: j.version.ifRange(j.byDate)}
	if s.from > 0 && (a.ifRange == "" || j.version.Total < 0) {
		a.span.from = max(0, s.from-overlap)
	}
	return a
}

func (j *job) doWithoutRanges() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.rangeless = true
}

// unsatisfied judges 416: either exactly everything is there, or the object
// is no longer what it was.
func (j *job) unsatisfied(status *StatusError, s *span) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.over {
		return errRestart
	}
	if !j.begun {
		j.rangeless = true
		return wrongRange("416 for the start of the file")
	}
	if status.size == s.from && j.version.compare(status.version) == same {
		j.version.Total, j.promised = status.size, true
		s.to = s.from
		return nil
	}
	return j.giveUpVersion()
}
