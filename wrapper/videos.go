package wrapper

import (
	"context"
	"iter"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// VideoFilter selects videos of the library. Its zero value selects all of them.
type VideoFilter struct {
	Search  string         // a part of the name
	Name    string         // the exact name
	Creator string         // who the video was uploaded for, as that was given then
	Status  gen.VideoState // such as ready
	After   time.Time      // created at this time or later
	Before  time.Time      // created before this time
}

// pageSize is what the service gives at most, and by default.
const pageSize = 1000

// overlap is how far a page reaches back into the one before. Whether the bound of a page is included, and how
// precisely it is compared, differs from one description of the service to another; a second is enough for each of them.
const overlap = time.Second

// Videos goes through the library, the oldest video first, and gives each video once. What is uploaded or deleted
// meanwhile does no harm: an upload may be in it or not.
//
// API: GET /accounts/{account_id}/stream, once for each 1,000 videos. An error ends the sequence: one of every call, or
// [ErrProtocol] if a page does not go on where the last one ended, so that no video is left out in silence.
func (c *Client) Videos(ctx context.Context, filter VideoFilter) iter.Seq2[Video, error] {
	return func(yield func(Video, error) bool) {
		if err := c.checkAccount(ctx); err != nil {
			yield(Video{}, err)
			return
		}
		seen := map[string]struct{}{}
		for params := filter.params(); ; {
			resp, err := c.api.ListVideosWithResponse(ctx, c.account, &params)
			if err != nil {
				yield(Video{}, c.failed(err))
				return
			}
			var last time.Time
			isNew := false
			page := resp.JSON200.Result
			for _, video := range page {
				if video.UID == "" {
					yield(Video{}, c.refuse(resp.HTTPResponse, "a video has no identifier"))
					return
				}
				if video.Created != nil && video.Created.After(last) {
					last = *video.Created
				}
				if _, known := seen[video.UID]; known {
					continue
				}
				seen[video.UID] = struct{}{}
				isNew = true
				if filter.selects(video) && !yield(video, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
			if !isNew || last.IsZero() {
				yield(Video{}, c.refuse(resp.HTTPResponse, "the page does not go on where the last one ended, videos would be left out"))
				return
			}
			params.After = new(last.Add(-overlap))
		}
	}
}

func (f VideoFilter) params() gen.ListVideosParams {
	params := gen.ListVideosParams{
		Asc: new(true), Limit: new(pageSize),
		Search: given(f.Search), VideoName: given(f.Name), Creator: given(f.Creator), Status: given(f.Status),
	}
	if !f.After.IsZero() {
		params.After = new(f.After.Add(-overlap))
	}
	if !f.Before.IsZero() {
		params.Before = new(f.Before.Add(overlap))
	}
	return params
}

// given is a parameter that is sent if there is something in it.
func given[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

// selects checks the bounds, which the service is asked for with some overlap.
func (f VideoFilter) selects(video Video) bool {
	created := video.Created
	return created == nil || !created.Before(f.After) && (f.Before.IsZero() || created.Before(f.Before))
}
