package emulator

import (
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// WithEncodeTime sets how long the generation of a download takes. It is 2 s by default; 0 makes a
// download ready at once.
func WithEncodeTime(d time.Duration) Option {
	if d < 0 {
		return invalidOption("encode time %v is negative", d)
	}
	return WithEncodeTimes(func(string, gen.DownloadType) time.Duration { return d })
}

// WithEncodeTimes sets how long the generation of each download takes.
func WithEncodeTimes(encodeTime func(video string, kind gen.DownloadType) time.Duration) Option {
	if encodeTime == nil {
		return invalidOption("encode time is nil")
	}
	return setting(func(c *config) { c.encodeTime = encodeTime })
}

// WithFileDelay sets for how long the file is still a 404 after its download became ready. It is 0
// by default.
func WithFileDelay(d time.Duration) Option {
	if d < 0 {
		return invalidOption("file delay %v is negative", d)
	}
	return setting(func(c *config) { c.fileDelay = d })
}

// WithProgress sets how percentComplete rises during the encode time. It is [Linear] by default.
func WithProgress(curve Curve) Option {
	if curve == nil {
		return invalidOption("progress curve is nil")
	}
	return setting(func(c *config) { c.curve = curve })
}

// WithCreateShape sets the shape of the result of creating a download. It is [Keyed] by default.
func WithCreateShape(shape CreateShape) Option {
	return setting(func(c *config) { c.createShape = shape })
}

// WithEmptyList sets the response to a list when no download was asked for. It is [EmptyObject] by default;
// all three have been reported of the service.
func WithEmptyList(list EmptyList) Option {
	return setting(func(c *config) { c.emptyList = list })
}

// WithBounds sets whether the bounds of a list of videos include their moment: that of after and start, and that of before
// and end. By default the first does, and the second doesn't; of the service, either has been reported.
func WithBounds(after, before Bound) Option {
	return setting(func(c *config) { c.bounds = bounds{after, before} })
}

// WithPageLimit lowers the number of videos that one list returns at most, from 1,000.
func WithPageLimit(limit int) Option {
	if limit < 1 || limit > maxPageLimit {
		return invalidOption("page limit %d: want 1 to %d", limit, maxPageLimit)
	}
	return setting(func(c *config) { c.pageLimit = limit })
}

// WithCounts sets where a list of videos has its counts when they are asked for. It is [CountsBeside] by default.
func WithCounts(counts Counts) Option {
	return setting(func(c *config) { c.counts = counts })
}
