package wrapper

import (
	"context"
	"iter"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/pages"
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
		list := func(params gen.ListVideosParams) (*gen.ListVideosHTTPResponse, error) {
			return c.api.ListVideosWithResponse(ctx, c.account, &params)
		}
		for video, err := range pages.Videos(filter.params(), list) {
			if !yield(video, c.failed(err)) {
				return
			}
		}
	}
}

func (f VideoFilter) params() gen.ListVideosParams {
	return gen.ListVideosParams{
		Search: given(f.Search), VideoName: given(f.Name), Creator: given(f.Creator), Status: given(f.Status),
		After: moment(f.After), Before: moment(f.Before),
	}
}

// given is a parameter that is sent if there is something in it.
func given[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
