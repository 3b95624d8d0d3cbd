package emulator

import (
	"context"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// store is all that the service remembers. Its owner guards it.
type store struct {
	videos map[string]*video
	// byToken finds a private video by a token that stands in its place in a URL.
	byToken map[string]*video
}

type video struct {
	identifier string
	created    time.Time
	notReady   bool
	fails      bool
	private    bool
	files      map[gen.DownloadType]*file
	downloads  map[gen.DownloadType]time.Time // when they were asked for
}

// video returns the video of an identifier, which it makes when there is none.
func (s *store) video(identifier string) *video {
	if s.videos == nil {
		s.videos = map[string]*video{}
		s.byToken = map[string]*video{}
	}
	v, exists := s.videos[identifier]
	if !exists {
		v = &video{
			identifier: identifier,
			created:    time.Now().Truncate(time.Microsecond),
			files: map[gen.DownloadType]*file{
				gen.DownloadTypeDefault: newFile(sampleVideo()),
				gen.DownloadTypeAudio:   newFile(sampleAudio()),
			},
			downloads: map[gen.DownloadType]time.Time{},
		}
		s.videos[identifier] = v
	}
	return v
}

// ask starts a download, unless there is one already: asking twice is the same as asking once.
func (v *video) ask(kind gen.DownloadType) {
	if _, exists := v.downloads[kind]; !exists {
		v.downloads[kind] = time.Now()
	}
}

// describe tells the state of all downloads of a video at this moment.
func (s *Server) describe(ctx context.Context, v *video) gen.Downloads {
	var all gen.Downloads
	for kind, asked := range v.downloads {
		status, percent := s.progress(v, time.Since(asked))
		download := gen.Download{Status: status, PercentComplete: percent}
		if status != gen.DownloadStatusError {
			download.URL = exchangeOf(ctx).origin + mediaPath(v.identifier, kind)
		}
		switch kind {
		case gen.DownloadTypeDefault:
			all.Default = &download
		case gen.DownloadTypeAudio:
			all.Audio = &download
		}
	}
	return all
}

// progress tells how far a generation is. Nothing ticks: it follows from the time alone.
func (s *Server) progress(v *video, elapsed time.Duration) (gen.DownloadStatus, float64) {
	switch {
	case elapsed < s.encodeTime:
		return gen.DownloadStatusInProgress, s.curve(float64(elapsed) / float64(s.encodeTime))
	case v.fails:
		return gen.DownloadStatusError, s.curve(almostDone)
	default:
		return gen.DownloadStatusReady, 100
	}
}
