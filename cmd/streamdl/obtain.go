package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

// obtain returns a download that is ready, which it asks for and waits for if need be. A token that may only read is
// enough if there is nothing to ask for.
func (a *app) obtain(ctx context.Context, client *wrapper.Client, video string, kind wrapper.DownloadType, timeout time.Duration) (wrapper.Download, error) {
	limit := newLimit(timeout)
	ctx, cancel := limit.on(ctx)
	defer cancel()
	download, err := find(ctx, client, video, kind)
	if errors.Is(err, wrapper.ErrNotFound) {
		download, err = a.create(ctx, client, video, kind, limit)
	}
	switch {
	case isInterrupt(err), err == nil && download.Status == wrapper.Ready:
		return download, err
	case err != nil:
		return download, limit.explain(err, "")
	}
	if download, err = a.wait(ctx, client, video, kind, limit); apiError(err) == nil && errors.Is(err, wrapper.ErrNotFound) {
		err = fmt.Errorf("%w: %w", errNotListed, wrapper.ErrNotFound)
	}
	return download, err
}

// errNotListed is a download that the service said it makes, and does not list.
var errNotListed = errors.New("the service does not list the download that it was asked for: try again later")

// find returns a download that was asked for before, whatever its status is.
func find(ctx context.Context, client *wrapper.Client, video string, kind wrapper.DownloadType) (wrapper.Download, error) {
	downloads, err := client.List(ctx, video)
	if err != nil {
		return wrapper.Download{}, err
	}
	download := wrapper.DownloadOf(downloads, kind)
	if download == nil {
		return wrapper.Download{}, fmt.Errorf("%w: the video has no %s download", wrapper.ErrNotFound, kind)
	}
	return *download, nil
}

// errNotReady is a video that the service has not encoded yet, so that it generates no download.
var errNotReady = errors.New("the video is not ready to stream yet")

// create asks for a download, and waits for the video before if it has to.
func (a *app) create(ctx context.Context, client *wrapper.Client, video string, kind wrapper.DownloadType, limit limit) (wrapper.Download, error) {
	download, err := askOnce(ctx, client, video, kind)
	if !errors.Is(err, errNotReady) {
		return download, err
	}
	a.newsf("streamdl: %v: waiting for it\n", errNotReady)
	progress := a.newProgress("encoding")
	seen, err := client.WaitVideo(ctx, video, wrapper.WithVideoUpdate(func(seen wrapper.Video) { progress.update(encoding(seen)) }))
	progress.end(err)
	if err != nil {
		return download, limit.explain(err, encodedTo(seen))
	}
	return askOnce(ctx, client, video, kind)
}

// askOnce asks for a download, the default one by the call that the service has had longest. The service refuses a video
// that is not ready in words that are not documented, so a refusal is explained by the video itself.
func askOnce(ctx context.Context, client *wrapper.Client, video string, kind wrapper.DownloadType) (download wrapper.Download, err error) {
	if kind == wrapper.Default {
		download, err = client.Create(ctx, video)
	} else {
		download, err = client.CreateType(ctx, video, kind)
	}
	refused := apiError(err)
	if refused == nil || refused.StatusCode/100 != 4 || outcomeOf(err).kind != "failure" {
		return download, err
	}
	if seen, failed := client.Video(ctx, video); failed == nil && !seen.ReadyToStream {
		err = fmt.Errorf("%w%s: %w", errNotReady, encodedTo(seen), refused)
	}
	return download, err
}

// encoding puts the state of a video into words.
func encoding(video wrapper.Video) amount {
	status := video.Status
	if status == nil {
		return amount{}
	}
	percent, err := strconv.ParseFloat(status.PctComplete, 64)
	words := line.Clean(string(status.State))
	if err == nil {
		words += fmt.Sprintf(", %.0f %%", percent)
	}
	return amount{done: int64(percent), total: 100, words: []string{words}}
}

// encodedTo says how far the service is with a video.
func encodedTo(video wrapper.Video) string {
	if words := encoding(video).fit(lineWidth); words != "" {
		return " (" + words + ")"
	}
	return ""
}
