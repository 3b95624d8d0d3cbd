package emulator

import (
	"errors"
	"fmt"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// WithEncodeTime sets how long the generation of a download takes. It is 2 s by default; 0 makes a
// download ready at once.
func WithEncodeTime(d time.Duration) Option {
	return func(s *Server) error {
		if d < 0 {
			return fmt.Errorf("encode time %v is negative", d)
		}
		return WithEncodeTimes(func(string, gen.DownloadType) time.Duration { return d })(s)
	}
}

// WithEncodeTimes sets how long the generation of each download takes.
func WithEncodeTimes(encodeTime func(video string, kind gen.DownloadType) time.Duration) Option {
	return func(s *Server) error {
		if encodeTime == nil {
			return errors.New("encode time is nil")
		}
		s.encodeTime = encodeTime
		return nil
	}
}

// WithFileDelay sets for how long the file is still a 404 after its download became ready. It is 0
// by default.
func WithFileDelay(d time.Duration) Option {
	return func(s *Server) error {
		if d < 0 {
			return fmt.Errorf("file delay %v is negative", d)
		}
		s.fileDelay = d
		return nil
	}
}

// WithProgress sets how percentComplete rises during the encode time. It is [Linear] by default.
func WithProgress(curve Curve) Option {
	return func(s *Server) error {
		if curve == nil {
			return errors.New("progress curve is nil")
		}
		s.curve = curve
		return nil
	}
}

// CreateShape is the shape of the result of creating a download.
type CreateShape int

const (
	// Keyed names the one download that was asked for: {"default":{…}}. It is what the service was seen to send.
	Keyed CreateShape = iota
	// KeyedAll names all downloads of the video, as a list does.
	KeyedAll
	// Flat is the download without its type: {"percentComplete":…}. Creating by type stays keyed.
	Flat
)

// WithCreateShape sets the shape of the result of creating a download. It is [Keyed] by default.
func WithCreateShape(shape CreateShape) Option {
	return func(s *Server) error {
		s.createShape = shape
		return nil
	}
}

// EmptyList is the response to a list when no download was asked for.
type EmptyList int

const (
	// EmptyObject has the result {}.
	EmptyObject EmptyList = iota
	// EmptyNull has the result null. The document doesn't allow it.
	EmptyNull
	// EmptyNotFound is a 404.
	EmptyNotFound
)

// WithEmptyList sets the response to a list when no download was asked for. It is [EmptyObject] by default;
// all three have been reported of the service.
func WithEmptyList(list EmptyList) Option {
	return func(s *Server) error {
		s.emptyList = list
		return nil
	}
}

func (e EmptyList) response() response {
	switch e {
	case EmptyNull:
		return success(nil)
	case EmptyNotFound:
		return notFound("Not found")
	default:
		return success(struct{}{})
	}
}

// WithRateLimit blocks the API once a window has seen more calls than the limit: every call then
// gets a 429, with the seconds left in Retry-After, for as long as a window is. The service allows
// 1,200 calls in 5 minutes. There is no limit by default.
func WithRateLimit(calls int, window time.Duration) Option {
	return func(s *Server) error {
		if calls < 1 || window <= 0 {
			return fmt.Errorf("rate limit of %d calls in %v: both have to be positive", calls, window)
		}
		s.limit = limiter{calls: calls, window: window}
		return nil
	}
}

// WithBounds sets whether the bounds of a list of videos include their moment: that of after and start, and that of before
// and end. By default the first does, and the second doesn't; of the service, either has been reported.
func WithBounds(after, before Bound) Option {
	return func(s *Server) error {
		s.bounds = bounds{after, before}
		return nil
	}
}

// WithPageLimit lowers the number of videos that one list returns at most, from 1,000.
func WithPageLimit(limit int) Option {
	return func(s *Server) error {
		if limit < 1 || limit > maxPageLimit {
			return fmt.Errorf("page limit %d: want 1 to %d", limit, maxPageLimit)
		}
		s.pageLimit = limit
		return nil
	}
}

// Counts is where a list of videos has its counts when they are asked for.
type Counts int

const (
	// CountsBeside puts range and total beside the result, as the document says.
	CountsBeside Counts = iota
	// CountsInside makes the result an object of videos, range and total, as programs have reported.
	CountsInside
)

// WithCounts sets where a list of videos has its counts when they are asked for. It is [CountsBeside] by default.
func WithCounts(counts Counts) Option {
	return func(s *Server) error {
		s.counts = counts
		return nil
	}
}
