package wrapper

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/internal/poll"
)

// WaitOption changes how [Client.Wait] and [Client.WaitVideo] wait.
type WaitOption func(*waitConfig) error

type waitConfig struct {
	update      func(Download)
	updateVideo func(Video)
}

// WithUpdate calls update with each state that was seen, the last one included, before the next pause. It gets
// what the service says, also a percentage that is out of range or falls. Wait goes on when it returns.
func WithUpdate(update func(Download)) WaitOption {
	return func(c *waitConfig) error { c.update = update; return nil }
}

// WithVideoUpdate calls update with each state of the video that [Client.WaitVideo] sees, as [WithUpdate] does with those
// of a download.
func WithVideoUpdate(update func(Video)) WaitOption {
	return func(c *waitConfig) error { c.updateVideo = update; return nil }
}

// Wait returns when a download is ready. It polls at once and then again after pauses of 1 second to 30 minutes,
// which follow the progress. A generation of 5 s to 3 h takes 60 polls at the most, and fewer than 20 are usual.
// Its end is noticed within 2 s, or within a share of its whole duration: 5 % if there is progress to see (6 % if it
// jumps or slows down), 15 % if there is none, 30 % if the percentage never moves. A status that is unknown, and a
// percentage that makes no sense or falls, are passed on and waited out.
//
// The state last seen is returned with every error, and is zero if there was none:
//   - [ErrDownloadFailed]: the service could not generate the file.
//   - [ErrNotFound]: the video or the download is not there, or no longer. A download that this client asked for in
//     the last 30 seconds may be missing for as long.
//   - the reason of the context. It is the only deadline: 3 h and more are usual for large films. The last
//     poll comes 2 s before it, or less if it is near.
//   - what [Client.List] returns, if polling again is of no use: a refusal, a response that breaks the contract, a
//     Retry-After or a turn in the rate limit that comes after the deadline, a Retry-After longer than
//     [RetryPolicy.MaxRetryAfter].
//
// Failures that may pass, such as an outage, are outlasted: Wait goes on polling, up to 5 minutes apart or as the
// service asks, until the context ends. If the context has no deadline, it gives up when no poll has
// succeeded for 30 minutes. The error then matches the last failure.
//
// API: GET /accounts/{account_id}/stream/{identifier}/downloads. It is safe to repeat, since it changes nothing.
func (c *Client) Wait(ctx context.Context, videoID string, kind DownloadType, opts ...WaitOption) (Download, error) {
	if err := c.check(ctx, videoID, kind); err != nil {
		return Download{}, err
	}
	var config waitConfig
	if errs := apply(&config, opts); errs != nil {
		return Download{}, errs[0]
	}
	var seen Download
	err := poll.Until(ctx, c.failures(ctx), func(ctx context.Context) (poll.State, error) {
		downloads, err := c.List(ctx, videoID)
		download := DownloadOf(downloads, kind)
		missing := errors.Is(err, ErrNotFound) || (err == nil && download == nil)
		switch {
		case missing && seen == (Download{}) && c.created.Has(asked{c.account, videoID, kind}):
			return poll.State{}, nil
		case err != nil:
			return poll.State{}, err
		case missing:
			return poll.State{}, fmt.Errorf("wait: %w: the video has no %s download, ask for it first", ErrNotFound, kind)
		}
		seen = *download
		if config.update != nil {
			config.update(seen)
		}
		if seen.Status == Failed {
			return poll.State{}, fmt.Errorf("wait: %w: the service could not generate the %s download", ErrDownloadFailed, kind)
		}
		return poll.State{Percent: seen.PercentComplete, Done: seen.Status == Ready}, nil
	})
	return seen, err
}

// WaitVideo returns when a video is ready to stream, before which the service refuses to generate downloads of it. It
// polls and fails as [Client.Wait] does, and returns the state last seen with every error; a video that could not be
// encoded is an [ErrDownloadFailed].
//
// API: GET /accounts/{account_id}/stream/{identifier}. It is safe to repeat, since it changes nothing.
func (c *Client) WaitVideo(ctx context.Context, videoID string, opts ...WaitOption) (Video, error) {
	if err := c.check(ctx, videoID); err != nil {
		return Video{}, err
	}
	var config waitConfig
	if errs := apply(&config, opts); errs != nil {
		return Video{}, errs[0]
	}
	var seen Video
	err := poll.Until(ctx, c.failures(ctx), func(ctx context.Context) (state poll.State, err error) {
		video, err := c.Video(ctx, videoID)
		if err != nil {
			return state, err
		}
		seen = video
		if config.updateVideo != nil {
			config.updateVideo(seen)
		}
		if status := video.Status; status != nil {
			if status.State == gen.VideoStateError {
				return state, fmt.Errorf("wait: %w: the service could not encode the video: %s", ErrDownloadFailed, line.Clean(c.calls.Credential.Redact(status.ErrorReasonText)))
			}
			state.Percent, _ = strconv.ParseFloat(status.PctComplete, 64) // a text that is no number is no progress
		}
		state.Done = video.ReadyToStream
		return state, nil
	})
	return seen, err
}

// failures says what becomes of polls that fail.
func (c *Client) failures(ctx context.Context) poll.Failures {
	return poll.Failures{
		Transient: func(err error) (retryAfter time.Duration, ok bool) {
			failed, ok := errors.AsType[*Error](err)
			if !ok || !c.calls.MayPass(failed.failure) {
				return 0, false
			}
			return failed.RetryAfter, true
		},
		Paused: func(err error, pause time.Duration) {
			if failed, ok := errors.AsType[*Error](err); ok {
				c.calls.LogPause(ctx, failed.failure, pause)
			}
		},
	}
}
