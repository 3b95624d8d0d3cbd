package transfer

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
)

const (
	defaultStreams      = 4
	defaultRangeSize    = 4 << 20
	defaultParallelFrom = 32 << 20
	defaultStall        = 30 * time.Second
	defaultReadyGrace   = 30 * time.Second

	// overlap is how much is compared where no validator proves that a response continues the bytes that are there.
	overlap = 1 << 20
	// wrongRangesAllowed is how many misfitting partial responses in a row it takes to do without ranges.
	wrongRangesAllowed = 2
)

// Options says how a transfer is done. The zero value is ready for use.
type Options struct {
	// Client sends the requests. It is copied; redirects, cookies and the overall timeout of the copy are set by this
	// package. Nil stands for a client that speaks HTTP/1.1 only, over connections that no other transfer shares.
	Client *http.Client
	// UserAgent is the User-Agent header; empty leaves Go's own.
	UserAgent string
	// AllowHTTP permits URLs without TLS. A redirect from https to http is refused in any case.
	AllowHTTP bool
	// Signed says that whoever has the URL can have the file. A redirect to another host, which would see it, is
	// refused then. A URL from Refresh always counts as signed.
	Signed bool
	// Overwrite lets ToFile replace an existing regular file, whose permissions stay.
	Overwrite bool
	// Identity names the object independently of its URL, so that a partial file can be continued under a newly signed
	// URL. Empty means scheme, host and path of the URL.
	Identity string
	// Streams is the number of ranges in parallel, 1 to 64; 0 means 4. It falls where a server refuses some of them while
	// it serves others. ToWriter always uses one stream.
	Streams int
	// ParallelFrom is the file size in bytes from which on ranges are fetched in parallel; 0 means 32 MiB.
	ParallelFrom int64
	// RangeSize is the size in bytes of one range, at least 12; 0 means 4 MiB. The last ranges are smaller, so that all
	// streams end together.
	RangeSize int64
	// StallTimeout ends an attempt when no byte arrived for that long; 0 means 30 seconds.
	StallTimeout time.Duration
	// ReadyGrace is how long 404 and 424 are taken for a file that is about to appear, counted from the start; 0 means
	// 30 seconds, a negative value none at all.
	ReadyGrace time.Duration
	// Progress is called about ten times a second and once at the end, never concurrently.
	Progress func(Progress)
	// Refresh returns a new URL for the same object after 401 or 403, for instance when a signed URL has expired. All
	// streams share one call, and a URL that was refused before it served anything ends the transfer. May be nil.
	Refresh func(ctx context.Context) (string, error)
	// Logger receives retries and restarts, with no more of a URL than its host. May be nil.
	Logger *slog.Logger

	wrapDisk func(partial.Disk) partial.Disk
}

func (o Options) withDefaults() Options {
	o.Streams = cmp.Or(o.Streams, defaultStreams)
	o.RangeSize = cmp.Or(o.RangeSize, defaultRangeSize)
	o.ParallelFrom = cmp.Or(o.ParallelFrom, defaultParallelFrom)
	o.StallTimeout = cmp.Or(o.StallTimeout, defaultStall)
	o.ReadyGrace = cmp.Or(o.ReadyGrace, defaultReadyGrace)
	o.Logger = cmp.Or(o.Logger, slog.New(slog.DiscardHandler))
	return o
}

func (o Options) source(rawURL string) (*source.Source, error) {
	return source.New(rawURL, source.Options{
		Client: o.Client, UserAgent: o.UserAgent, AllowHTTP: o.AllowHTTP, Signed: o.Signed, Identity: o.Identity,
		Streams: o.Streams, StallTimeout: o.StallTimeout, Refresh: o.Refresh,
	})
}
