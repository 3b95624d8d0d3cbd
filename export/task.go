package export

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/internal/poll"
	"github.com/streamdl/streamdl-go/wrapper"
)

// file is one that is to be made. There may be a great many of them.
type file struct {
	item
	path     string        // within the folder
	length   time.Duration // of the video
	attempts int           // how often it was asked for, this time included
	unready  bool          // the video has to be waited for first
	private  bool          // it is known to need a token
	replace  bool          // what is there under its name is a file of an earlier run, and damaged
}

// task is a file on its way into the folder. It belongs to one goroutine at a time.
type task struct {
	file
	step call // what the next call is
	generation
	eager poll.Schedule // as a client polls that waits for one download
	soon  time.Time     // when the next poll is by that

	download wrapper.Download // the state last seen
	progress float64          // in percent, of what is waited for: the download, or before that the video
	ready    bool
	result   wrapper.FetchResult
	err      error // of the last call or of the fetch

	refetches int       // fetches that failed in a way that may pass
	failing   time.Time // since when calls fail in a way that may pass
	failures  int
	pauses    backoff.Backoff
}

func newTask(f file) *task {
	t := &task{file: f, generation: generation{duration: f.length}}
	if f.unready {
		t.step = pollVideo
	}
	return t
}

// call is a call of the API that brings a task forward.
type call int

const (
	ask       call = iota // for the download
	pollFile              // whether it is ready
	pollVideo             // whether the video is ready, before which there is no download to ask for
)

// call makes the next call.
func (t *task) call(ctx context.Context, client *wrapper.Client) {
	switch t.step {
	case pollVideo:
		var video wrapper.Video
		if video, t.err = client.Video(ctx, t.video); t.err != nil {
			return
		}
		if t.ready = video.ReadyToStream; !t.ready {
			t.progress, t.err = encodingOf(video)
		}
		return
	case ask:
		t.download, t.err = t.ask(ctx, client)
	case pollFile:
		t.download, t.err = t.poll(ctx, client)
	}
	t.progress, t.ready = t.download.PercentComplete, t.download.Status == wrapper.Ready
}

func (t *task) ask(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) {
	if t.kind == wrapper.Default {
		return client.Create(ctx, t.video) // the call that the service has had longest
	}
	return client.CreateType(ctx, t.video, t.kind)
}

// listDelay is how long a download that was asked for may be missing from the list.
const listDelay = 30 * time.Second

func (t *task) poll(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) {
	downloads, err := client.List(ctx, t.video)
	download := wrapper.DownloadOf(downloads, t.kind)
	missing := errors.Is(err, wrapper.ErrNotFound) || (err == nil && download == nil)
	switch {
	case missing && time.Since(t.asked) < listDelay:
		return t.download, nil
	case err != nil:
		return t.download, err
	case missing:
		return t.download, fmt.Errorf("%w: the download was deleted while it was generated", wrapper.ErrNotFound)
	}
	return *download, nil
}

// fetch makes the file.
func (t *task) fetch(ctx context.Context, client *wrapper.Client, dir string, progress func(wrapper.Progress)) {
	path := filepath.Join(dir, t.path)
	options := []wrapper.FetchOption{wrapper.WithProgress(progress)}
	if t.private {
		options = append(options, wrapper.WithPrivate())
	}
	if t.replace {
		options = append(options, wrapper.WithOverwrite())
	}
	t.result, t.err = client.FetchFile(ctx, t.download, path, options...)
	if errors.Is(t.err, wrapper.ErrExists) {
		t.result, t.err = adopt(ctx, client, t.download, path, options)
	}
}

// mostFailures of one download end it, while calls for others succeed.
const mostFailures = 5

// mayRecover says whether a call that failed is to be repeated, and after which pause.
func (t *task) mayRecover(lastSuccess, now time.Time) (pause time.Duration, ok bool) {
	if t.failures == 0 {
		t.pauses = backoff.Backoff{Base: 5 * time.Second, Max: 2 * time.Minute}
	}
	all := errors.Is(t.err, wrapper.ErrRateLimited) || !lastSuccess.After(t.failing)
	if t.failures == 0 || !all {
		t.failures++
	}
	t.failing = now
	pause = t.pauses.Next()
	if call, is := errors.AsType[*wrapper.Error](t.err); is {
		pause = max(pause, min(call.RetryAfter, time.Hour))
	}
	return pause, t.failures < mostFailures
}

var errGeneration = fmt.Errorf("%w: the service could not generate the download", wrapper.ErrDownloadFailed)

func encodingOf(video wrapper.Video) (percent float64, err error) {
	status := video.Status
	if status == nil {
		return 0, nil
	}
	if status.State == gen.VideoStateError {
		return 0, fmt.Errorf("%w: the service could not encode the video: %s", wrapper.ErrDownloadFailed, status.ErrorReasonText)
	}
	_, _ = fmt.Sscanf(status.PctComplete, "%f", &percent) // a text that is no number is no progress
	return percent, nil
}
