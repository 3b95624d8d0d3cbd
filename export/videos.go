package export

import (
	"cmp"
	"context"
	"iter"
	"path/filepath"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/wrapper"
)

// videos are those that were named, or else the library. The error of a video that was named comes with its id.
func (s *selection) videos(ctx context.Context) iter.Seq2[wrapper.Video, error] {
	if len(s.Videos) > 0 {
		return s.named(ctx)
	}
	return s.library(ctx)
}

// library goes through what is ready of the library, and in the shard, the oldest video first. An outage is waited out, unless
// it is there at the beginning: then it is an error at once, as nothing is lost.
func (s *selection) library(ctx context.Context) iter.Seq2[wrapper.Video, error] {
	return func(yield func(wrapper.Video, error) bool) {
		filter := s.Filter
		filter.Status = cmp.Or(filter.Status, gen.VideoStateReady)
		var retry retry
		given := map[string]bool{} // the videos of the latest moment
		for {
			var failure error
			for video, err := range s.client.Videos(ctx, filter) {
				if failure = err; err != nil {
					break
				}
				retry = newRetry()
				if given[video.UID] {
					continue
				}
				if video.Created != nil && video.Created.After(filter.After) {
					filter.After = *video.Created
					clear(given)
				}
				given[video.UID] = true
				if video.ReadyToStream && s.Shard.has(video.UID) && !yield(video, nil) {
					return
				}
			}
			if failure == nil {
				return
			}
			if err := retry.wait(ctx, failure); err != nil {
				yield(wrapper.Video{}, err)
				return
			}
		}
	}
}

// named goes through the videos that were named.
func (s *selection) named(ctx context.Context) iter.Seq2[wrapper.Video, error] {
	return func(yield func(wrapper.Video, error) bool) {
		given := map[string]bool{}
		var retry retry
		for _, id := range s.Videos {
			if given[id] || !s.Shard.has(id) {
				continue
			}
			given[id] = true
			video, err := s.video(ctx, id, &retry)
			if !yield(video, err) {
				return
			}
		}
	}
}

// video describes a video that was named. Nothing is asked about one of which all files are there.
func (s *selection) video(ctx context.Context, id string, retry *retry) (wrapper.Video, error) {
	if s.isRecorded(id) {
		return wrapper.Video{UID: id, ReadyToStream: true}, nil
	}
	for {
		video, err := s.client.Video(ctx, id)
		video.UID = id
		if err == nil {
			*retry = newRetry()
			return video, nil
		}
		if err = retry.wait(ctx, err); err != nil {
			return video, err
		}
	}
}

// isRecorded reports whether all files of a video are there, as far as can be seen at once.
func (s *selection) isRecorded(video string) bool {
	for _, kind := range s.Types {
		if known := s.manifest.known(item{video, kind}); !known.done || !isThere(filepath.Join(s.dir, known.path), known.bytes) {
			return false
		}
	}
	return !s.Metadata
}

// retry is what a call waits for that failed and may succeed later. Its zero value is for the first call of all, which is
// not repeated.
type retry struct {
	possible bool
	outage   outage
	pauses   backoff.Backoff
}

func newRetry() retry {
	return retry{possible: true, pauses: backoff.Backoff{Base: 5 * time.Second, Max: 2 * time.Minute}}
}

// wait returns when the call may be repeated, or why it is not.
func (r *retry) wait(ctx context.Context, failure error) error {
	if !r.possible || ofCall(failure) != wait {
		return failure
	}
	if err := r.outage.outlast(failure, time.Now()); err != nil {
		return err
	}
	if backoff.Sleep(ctx, r.pauses.Next()) != nil {
		return failure
	}
	return nil
}
