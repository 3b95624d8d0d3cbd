package transfer

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"log/slog"
	"net/http"
	"time"
)

const (
	defaultStreams      = 4
	defaultRangeSize    = 4 << 20
	defaultParallelFrom = 32 << 20
	defaultStall        = 30 * time.Second
	defaultReadyGrace   = 30 * time.Second
	defaultTrickle      = 60 * time.Second
	// trickleRate is the speed in bytes per second below which a connection
	// counts as dead although bytes still drip out of it.
	trickleRate = 1 << 10
	// The first reply has to show enough of the file to tell what it is.
	minRangeSize = ftypHead
)

// Options says how a transfer is done. The zero value is ready for use.
type Options struct {
	// Client sends the requests. It is copied; redirects, cookies and the
	// overall timeout of the copy are set by this package. Nil stands for a
	// client that speaks HTTP/1.1 only, because one HTTP/2 connection is
	// slower than several HTTP/1.1 connections for ranges in parallel.
	Client *http.Client
	// UserAgent is the User-Agent header; empty leaves Go's own.
	UserAgent string
	// AllowHTTP permits URLs without TLS. A redirect from https to http is
	// refused in any case.
	AllowHTTP bool
	// Overwrite lets ToFile replace an existing regular file.
	Overwrite bool
	// Identity names the object independently of its URL, so that a partial
	// file can be continued under a newly signed URL. Empty means scheme,
	// host and path of the URL.
	Identity string
	// Streams is the number of ranges in parallel, 1 to 64; 0 means 4.
	// ToWriter always uses one stream.
	Streams int
	// ParallelFrom is the file size in bytes from which on ranges are
	// fetched in parallel; 0 means 32 MiB.
	ParallelFrom int64
	// RangeSize is the size in bytes of one range, at least 12; 0 means 4 MiB.
	RangeSize int64
	// StallTimeout ends a try when no byte arrived for that long; 0 means
	// 30 seconds.
	StallTimeout time.Duration
	// TrickleWindow ends a try that waited that long for fewer than 1024
	// bytes per second; 0 means 60 seconds.
	TrickleWindow time.Duration
	// ReadyGrace is how long 404 and 424 are taken for a file that is about
	// to appear, counted from the start; 0 means 30 seconds, a negative
	// value none at all.
	ReadyGrace time.Duration
	// Retry says what happens after a failed try.
	Retry Retry
	// Progress is told about the transfer about ten times a second and once
	// at its end. It is never called concurrently.
	Progress func(Progress)
	// SkipSHA256 leaves the checksum out, for a machine short of processors.
	SkipSHA256 bool
	// Refresh returns a new URL for the same object after 401 or 403, for
	// instance when a signed URL has expired. May be nil.
	Refresh func(ctx context.Context) (string, error)
	// Logger is told about retries and restarts, never about more of a URL
	// than its host. May be nil.
	Logger *slog.Logger

	wrapFile func(file) file
}

// Retry bounds the tries of a transfer. A zero field takes its default.
type Retry struct {
	// Attempts is the number of tries in a row that may end without a new
	// byte; 0 means 6.
	Attempts int
	// Base is the pause after the first failed try, doubled each time; 0
	// means 500 ms. Half of every pause is random.
	Base time.Duration
	// Max bounds a pause; 0 means 15 seconds.
	Max time.Duration
	// MaxRetryAfter is the longest Retry-After of the server that is waited
	// for; 0 means 5 minutes. A longer one ends the transfer at once.
	MaxRetryAfter time.Duration
}

// Progress is a moment of a transfer. All counts are in bytes.
type Progress struct {
	// Done is how much of the file is there, Resumed included.
	Done int64
	// Total is the size of the file, -1 while unknown.
	Total int64
	// Resumed is how much was there from an earlier run.
	Resumed int64
	// Rate is the recent speed in bytes per second.
	Rate float64
}

// Result describes a finished transfer.
type Result struct {
	// Path is the file written by ToFile, as it was given.
	Path string
	// Bytes is the size of the whole file.
	Bytes int64
	// SHA256 is the checksum of the whole file in lower-case hexadecimal,
	// empty if it was left out.
	SHA256 string
	// ContentType is the media type the server gave.
	ContentType string
	// ResumedBytes is how much of the file was kept from an earlier run.
	ResumedBytes int64
	// Verified tells that the server promised a length and that it was met.
	Verified bool
}

func (o Options) withDefaults() (Options, error) {
	if o.Streams < 0 || o.Streams > 64 {
		return o, fmt.Errorf("%w: Streams is %d, must be 0 to 64", ErrInvalid, o.Streams)
	}
	if o.RangeSize < 0 || o.ParallelFrom < 0 || (o.RangeSize > 0 && o.RangeSize < minRangeSize) {
		return o, fmt.Errorf("%w: RangeSize %d or ParallelFrom %d is too small", ErrInvalid, o.RangeSize, o.ParallelFrom)
	}
	if o.StallTimeout < 0 || o.TrickleWindow < 0 || o.Retry.Attempts < 0 ||
		o.Retry.Base < 0 || o.Retry.Max < 0 || o.Retry.MaxRetryAfter < 0 {
		return o, fmt.Errorf("%w: a timeout or retry setting is negative", ErrInvalid)
	}
	setDefault(&o.Streams, defaultStreams)
	setDefault(&o.RangeSize, defaultRangeSize)
	setDefault(&o.ParallelFrom, defaultParallelFrom)
	setDefault(&o.StallTimeout, defaultStall)
	setDefault(&o.TrickleWindow, defaultTrickle)
	setDefault(&o.ReadyGrace, defaultReadyGrace)
	setDefault(&o.Retry.Attempts, 6)
	setDefault(&o.Retry.Base, 500*time.Millisecond)
	setDefault(&o.Retry.Max, 15*time.Second)
	setDefault(&o.Retry.MaxRetryAfter, 5*time.Minute)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.wrapFile == nil {
		o.wrapFile = func(f file) file { return f }
	}
	return o, nil
}

func (o Options) newHash() hash.Hash {
	if o.SkipSHA256 {
		return nil
	}
	return sha256.New()
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
