package export

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/streamdl/streamdl-go/wrapper"
)

// Options say what is exported, and how. The zero value exports the MP4 of each video of the library that is ready.
type Options struct {
	// Videos are the ids of the videos to export; none means the whole library. A video that is named, and is not ready to
	// stream, is waited for; one of the library is left out.
	Videos []string
	// Filter selects videos of the library. It can't be combined with Videos.
	Filter wrapper.VideoFilter
	// Types are the files to make of each video; none means [wrapper.Default].
	Types []wrapper.DownloadType
	// Limit is how many videos are exported at most, from the oldest on; 0 is no limit.
	Limit int
	// Shard selects one of several equal parts.
	Shard Shard

	// Name is the template of the names of the files, without the extension. It may have {uid}, {name}, {created},
	// {creator} and {type} in it; empty means {uid}.
	Name string
	// Metadata writes what the service says of the video beside its file, as JSON.
	Metadata bool
	// Verify reads the files that are done, and compares their checksums.
	Verify bool

	Jobs    int           // files that are fetched at a time; 0 means 4
	Ahead   int           // downloads that are asked for ahead of the fetches; 0 means 100
	Timeout time.Duration // longest time until one download is generated; 0 is no limit

	// OnEvent is called with all that happens, never twice at a time. The export goes on when it returns.
	OnEvent func(Event)
}

// Shard is one of Count parts of a library, by the ids of the videos: a video is in the same part in every run. Index
// counts from 0, or from 1: part Count is part 0. The zero value is the whole.
type Shard struct{ Index, Count int }

const (
	defaultJobs  = 4
	defaultAhead = 100
	mostJobs     = 64
	mostAhead    = 10_000
)

// withDefaults checks the options, and fills in what was left out.
func (o Options) withDefaults() (Options, error) {
	o.Name = cmp.Or(o.Name, "{uid}")
	o.Jobs = cmp.Or(o.Jobs, defaultJobs)
	o.Ahead = cmp.Or(o.Ahead, defaultAhead)
	o.Shard = cmp.Or(o.Shard, Shard{Count: 1})
	if len(o.Types) == 0 {
		o.Types = []wrapper.DownloadType{wrapper.Default}
	}
	if o.OnEvent == nil {
		o.OnEvent = func(Event) {}
	}
	return o, o.check()
}

func (o Options) check() error {
	switch {
	case len(o.Videos) > 0 && o.Filter != (wrapper.VideoFilter{}):
		return invalid("videos are named, and selected by a filter as well: give one of the two")
	case o.Limit < 0:
		return invalid("limit of %d videos: want 0 or more", o.Limit)
	case o.Jobs < 1 || o.Jobs > mostJobs:
		return invalid("%d jobs: want 1 to %d", o.Jobs, mostJobs)
	case o.Ahead < 1 || o.Ahead > mostAhead:
		return invalid("%d downloads ahead: want 1 to %d", o.Ahead, mostAhead)
	case o.Timeout < 0:
		return invalid("timeout %v is negative", o.Timeout)
	case o.Shard.Count < 1 || o.Shard.Index < 0 || o.Shard.Index > o.Shard.Count:
		return invalid("shard %d of %d: want 0 to %d", o.Shard.Index, o.Shard.Count, max(0, o.Shard.Count-1))
	}
	for i, kind := range o.Types {
		if !kind.Valid() {
			return invalid("download type %q: want %s or %s", kind, wrapper.Default, wrapper.Audio)
		}
		if slices.Contains(o.Types[:i], kind) {
			return invalid("download type %s is given twice", kind)
		}
	}
	return checkTemplate(o.Name)
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %w", wrapper.ErrInvalid, fmt.Errorf(format, args...))
}
