package wrapper

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Create asks for the video file of a video, and returns its state. If the download was asked for before, it
// returns the present state of that.
//
// API: POST /accounts/{account_id}/stream/{identifier}/downloads. If the reply is lost, or the service failed
// while it had the request, Create lists the downloads first, and asks once more only if there is none. A call
// refused because the download exists already (409) ends the same way.
func (c *Client) Create(ctx context.Context, videoID string) (Download, error) {
	if err := c.check(ctx, videoID); err != nil {
		return Download{}, err
	}
	return c.create(ctx, videoID, Default, func() (*http.Response, error) {
		return c.api.CreateDownload(ctx, c.account, videoID, nil)
	})
}

// CreateType asks for the download of one type, like [Client.Create].
//
// API: POST /accounts/{account_id}/stream/{identifier}/downloads/{download_type}
func (c *Client) CreateType(ctx context.Context, videoID string, kind DownloadType) (Download, error) {
	if err := c.check(ctx, videoID, kind); err != nil {
		return Download{}, err
	}
	return c.create(ctx, videoID, kind, func() (*http.Response, error) {
		return c.api.CreateDownloadOfType(ctx, c.account, videoID, kind)
	})
}

// create asks for a download. A reply that leaves open what became of it is looked into, and followed by at
// most one more create.
func (c *Client) create(ctx context.Context, videoID string, kind DownloadType, post func() (*http.Response, error)) (Download, error) {
	for again := false; ; again = true {
		resp, err := post()
		if err == nil {
			return created(resp, kind)
		}
		failed, ok := errors.AsType[*Error](err)
		if !ok {
			return Download{}, err
		}
		known := exists(failed)
		if !known {
			if again || !failed.reached {
				return Download{}, err
			}
			if err := c.beforeLook(ctx, failed); err != nil {
				return Download{}, err
			}
		}
		downloads, err := c.List(ctx, videoID)
		switch found := pick(downloads, kind); {
		case err == nil && found != nil:
			return *found, nil
		case err != nil && !errors.Is(err, ErrNotFound):
			return Download{}, fmt.Errorf("%w; and it is not known what became of it: %w", failed, err)
		case known, !c.budget.spend():
			return Download{}, failed
		}
	}
}

// beforeLook waits, as before any repetition, and says when there is to be none.
func (c *Client) beforeLook(ctx context.Context, failed *Error) error {
	pause := pauseAfter(failed, newPauses(c.retry))
	if c.retry.MaxAttempts < 2 || failed.RetryAfter > c.retry.MaxRetryAfter || exceeds(ctx, pause) || !c.budget.spend() {
		return failed
	}
	if sleep(ctx, pause) != nil {
		return stop(ctx, failed)
	}
	return nil
}

// exists reports whether a create was refused because the download is there already. No reply of the service
// that says so is recorded; several of its users expect one.
func exists(e *Error) bool {
	if e.StatusCode == http.StatusConflict {
		return true
	}
	for _, message := range e.Errors {
		if e.StatusCode == http.StatusBadRequest && strings.Contains(strings.ToLower(message.Message), "already exists") {
			return true
		}
	}
	return false
}
