package transfer

import (
	"fmt"

	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// accept decides whether the response belongs to the version that is there, and whether a validator proves it. If it
// does not belong, accept makes a new start from it, or ends the round for one.
func (j *job) accept(r *source.Response, s *span.Span) (proven bool, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.over:
		// Another stream found the object changed; only the next round, when no stream is left that could write old bytes,
		// may begin anew.
		return false, errRestart
	case !j.begun:
		return false, j.begin(r, s)
	}
	match := j.version.Compare(r.Version)
	switch {
	case match == source.Different && r.Whole && !j.wide && !j.confirmed:
		return false, j.begin(r, s) // replaced since the last run: here is the new one already
	case match == source.Different:
		return false, j.giveUpVersion() // replaced during this run
	case r.Whole && j.wide:
		return false, errRangeless // the other streams can't go on
	case r.Whole && match == source.Unknown:
		return false, j.begin(r, s) // perhaps the same, but nothing says so
	case r.Whole: // the server knows no ranges, or not this form of If-Range; what is there is skipped
		j.byDate, s.To = true, span.Endless
	case match == source.Unknown && r.From == s.From:
		return false, fmt.Errorf("%w: 206 without the validator of the file", source.ErrWrongRange) // nor an overlap to compare
	}
	j.confirm(r)
	if j.version.Total >= 0 {
		s.To, r.To = min(s.To, j.version.Total), min(r.To, j.version.Total)
	}
	j.taken = j.taken.Add(*s) // a whole response has more than was requested, which no other stream needs to fetch
	return match == source.Same, nil
}

// begin starts the file with the first response. The caller holds j.mu and is the only stream.
func (j *job) begin(r *source.Response, s *span.Span) error {
	j.begun = false
	j.version, j.contentType, j.unverified = r.Version, r.ContentType, false
	*s = r.Span
	j.done, j.earlier, j.taken = nil, nil, span.Set{*s}
	j.hasher.restart(0)
	if err := j.part.Begin(j.src.Identity(), partial.Object{Version: r.Version, Type: r.ContentType}); err != nil {
		return err
	}
	j.begun = true
	j.confirm(r)
	return nil
}

// confirm notes that the version exists in this run and lets the other streams start.
func (j *job) confirm(r *source.Response) {
	j.confirmed = true
	if j.version.Total < 0 && r.Version.Total >= 0 {
		j.version.Total = r.Version.Total
	}
	if j.parallel() && !r.Whole && !j.wide {
		j.wide = true
		j.widen()
	}
}

// giveUpVersion ends the round; the next one starts over. What changed before this run had seen it costs nothing of the
// one change that is allowed.
func (j *job) giveUpVersion() error {
	if j.confirmed {
		j.changes++
		// Where each of several servers has a tag of its own, only a file that comes in one response is of one version.
		j.streams = 1
	}
	j.begun, j.confirmed, j.over = false, false, true
	return errRestart
}
