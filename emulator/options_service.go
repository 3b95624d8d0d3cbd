package emulator

import (
	"errors"
	"fmt"
	"time"
)

// WithAccount replaces the account that the videos belong to.
func WithAccount(identifier string) Option {
	return func(s *Server) error {
		s.account = identifier
		return checkIdentifier("account", identifier)
	}
}

// WithToken adds an API token that may read and write.
func WithToken(token string) Option { return withToken(token, readAndWrite) }

// WithReadOnlyToken adds an API token that may list, but neither create nor delete.
func WithReadOnlyToken(token string) Option { return withToken(token, readOnly) }

func withToken(token string, granted access) Option {
	return func(s *Server) error {
		s.tokens[token] = granted
		return nil
	}
}

// WithKey adds a user with a Global API Key.
func WithKey(email, key string) Option {
	return func(s *Server) error {
		s.keys[email] = key
		return nil
	}
}

// WithEncodeTime sets how long the generation of a download takes. It is 2 s by default; 0 makes a
// download ready at once.
func WithEncodeTime(d time.Duration) Option {
	return func(s *Server) error {
		if d < 0 {
			return fmt.Errorf("encode time %v is negative", d)
		}
		s.encodeTime = d
		return nil
	}
}

// WithFileDelay sets for how long the file still answers 404 after its download became ready. It is 0
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

// EmptyList is how a list answers when no download was asked for.
type EmptyList int

const (
	// EmptyObject answers with the result {}.
	EmptyObject EmptyList = iota
	// EmptyNull answers with the result null. The document doesn't allow it.
	EmptyNull
	// EmptyNotFound answers 404.
	EmptyNotFound
)

// WithEmptyList sets how a list answers when no download was asked for. It is [EmptyObject] by default;
// all three have been reported of the service.
func WithEmptyList(answer EmptyList) Option {
	return func(s *Server) error {
		s.emptyList = answer
		return nil
	}
}

func (e EmptyList) reply() reply {
	switch e {
	case EmptyNull:
		return success(nil)
	case EmptyNotFound:
		return notFound("Not found")
	default:
		return success(struct{}{})
	}
}

// WithRateLimit blocks the API once a window has seen more calls than the limit: every call is then
// answered 429, with the seconds left in Retry-After, for as long as a window is. The service allows
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
