// Package pages goes through the videos of an account. The service lists them in pages without a number or a cursor: the
// next one is asked for by the time at which the last video of this one was created.
package pages

import (
	"errors"
	"iter"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// size is what the service gives at most, and by default.
const size = 1000

// overlap is how far a page reaches back into the one before. Whether the bound of a page is included, and how
// precisely it is compared, differs from one description of the service to another; a second is enough for each of them.
const overlap = time.Second

// List asks for one page.
type List func(params gen.ListVideosParams) (*gen.ListVideosHTTPResponse, error)

// Videos gives each video that the parameters select once, the oldest first: those created at After or later, and before
// Before. An error ends the sequence: one of list, or a [*gen.DecodeError] if a page does not go on where the last one
// ended.
func Videos(params gen.ListVideosParams, list List) iter.Seq2[gen.Video, error] {
	after, before := params.After, params.Before
	params.Asc, params.Limit = new(true), new(size)
	if after != nil {
		params.After = new(after.Add(-overlap))
	}
	if before != nil {
		params.Before = new(before.Add(overlap))
	}
	return func(yield func(gen.Video, error) bool) {
		seen := map[string]struct{}{}
		for params := params; ; {
			resp, err := list(params)
			if err != nil {
				yield(gen.Video{}, err)
				return
			}
			refuse := func(reason string) {
				yield(gen.Video{}, &gen.DecodeError{Response: resp.HTTPResponse, Err: errors.New(reason)})
			}
			page, known, last := resp.JSON200.Result, len(seen), time.Time{}
			for _, video := range page {
				if video.UID == "" {
					refuse("a video has no identifier")
					return
				}
				if video.Created != nil && video.Created.After(last) {
					last = *video.Created
				}
				if _, again := seen[video.UID]; again {
					continue
				}
				seen[video.UID] = struct{}{}
				if within(video.Created, after, before) && !yield(video, nil) {
					return
				}
			}
			if len(page) < size {
				return
			}
			if len(seen) == known || last.IsZero() {
				refuse("the page does not go on where the last one ended, videos would be left out")
				return
			}
			params.After = new(last.Add(-overlap))
		}
	}
}

// within checks the bounds, which the service is asked for with some overlap. A video without a date is in all of them.
func within(created, after, before *time.Time) bool {
	return created == nil || (after == nil || !created.Before(*after)) && (before == nil || created.Before(*before))
}
