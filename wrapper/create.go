package wrapper

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/gen"
)

// Create asks for the video file of a video, and returns its state. If the download was asked for before, it
// returns the present state of that.
//
// API: POST /accounts/{account_id}/stream/{identifier}/downloads. If the response is lost, or the service failed
// while it had the request, Create lists the downloads first, and asks once more only if there is none. A call
// refused because the download exists already (409) ends the same way. Errors: those of every call; the service refuses
// a video that is not ready to stream (400), see [Client.WaitVideo].
func (c *Client) Create(ctx context.Context, videoID string) (Download, error) {
	if err := c.check(ctx, videoID); err != nil {
		return Download{}, err
	}
	return c.create(ctx, videoID, Default, func() (Download, error) {
		resp, err := c.api.CreateDownloadWithResponse(ctx, c.account, videoID, nil)
		if err != nil {
			return Download{}, c.failed(err)
		}
		return c.started(resp.HTTPResponse, resp.JSON200.Result, Default)
	})
}

// CreateType asks for the download of one type, like [Client.Create].
//
// API: POST /accounts/{account_id}/stream/{identifier}/downloads/{download_type}
func (c *Client) CreateType(ctx context.Context, videoID string, kind DownloadType) (Download, error) {
	if err := c.check(ctx, videoID, kind); err != nil {
		return Download{}, err
	}
	return c.create(ctx, videoID, kind, func() (Download, error) {
		resp, err := c.api.CreateDownloadOfTypeWithResponse(ctx, c.account, videoID, kind)
		if err != nil {
			return Download{}, c.failed(err)
		}
		return c.started(resp.HTTPResponse, gen.CreateDownloadResult{Downloads: resp.JSON200.Result}, kind)
	})
}

// create asks for a download. If the response leaves open what became of it, the downloads are listed, and it is asked
// for once more at most.
func (c *Client) create(ctx context.Context, videoID string, kind DownloadType, post func() (Download, error)) (Download, error) {
	for again := false; ; again = true {
		download, err := post()
		if err == nil {
			c.created.Add(asked{c.account, videoID, kind})
			return download, nil
		}
		failed, ok := errors.AsType[*Error](err)
		if !ok {
			return Download{}, err
		}
		exists := failed.failure.AlreadyExists()
		if !exists {
			if again || !failed.failure.Reached {
				return Download{}, err
			}
			if failure := c.calls.Pause(ctx, failed.failure); failure != nil {
				return Download{}, publicError(failure)
			}
		}
		downloads, err := c.List(ctx, videoID)
		switch found := DownloadOf(downloads, kind); {
		case err == nil && found != nil:
			return *found, nil
		case err != nil && !errors.Is(err, ErrNotFound):
			return Download{}, fmt.Errorf("%w; and it is not known what became of it: %w", failed, err)
		case exists, !c.calls.Spend():
			return Download{}, failed
		}
	}
}

// started picks the download that was asked for from a result of either shape.
func (c *Client) started(resp *http.Response, result gen.CreateDownloadResult, kind DownloadType) (Download, error) {
	download, bare := DownloadOf(result.Downloads, kind), result.Status != ""
	switch {
	case bare && result.Downloads != (Downloads{}):
		return Download{}, c.refuse(resp, "the result is both a download and the downloads by type")
	case bare:
		download = &result.Download
	}
	if download == nil || download.Status == "" {
		return Download{}, c.refuse(resp, "the result has no state of the "+string(kind)+" download")
	}
	return *download, nil
}

// listed is the result of a list. A bare download is none: it would pass for a list of nothing.
func (c *Client) listed(resp *gen.ListDownloadsHTTPResponse) (Downloads, error) {
	downloads := resp.JSON200.Result
	for _, download := range []*Download{downloads.Default, downloads.Audio} {
		if download != nil && download.Status == "" {
			return Downloads{}, c.refuse(resp.HTTPResponse, "a download has no status")
		}
	}
	if downloads == (Downloads{}) && isBare(resp.Body) {
		return Downloads{}, c.refuse(resp.HTTPResponse, "the result is a download and not the downloads by type")
	}
	return downloads, nil
}

// isBare reports whether the result of a response is one download.
func isBare(body []byte) bool {
	var envelope gen.CreateDownloadEnvelope
	return json.Unmarshal(body, &envelope) == nil && envelope.Result.Status != ""
}

// listDelay is how long a download that was just asked for may be missing from the list.
const listDelay = 30 * time.Second

// asked is a download that was asked for.
type asked struct {
	account, video string
	kind           DownloadType
}
