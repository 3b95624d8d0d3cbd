package emulator

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// WithVideo adds a video to [DefaultVideo]. Its downloads are a small MP4 and a small M4A that play.
func WithVideo(identifier string) Option { return withVideo(identifier, func(*video) {}) }

// WithLibrary adds videos that are described in full, such as by name, date and duration. Only the identifier is needed.
// Without a status they are ready to stream.
func WithLibrary(videos ...gen.Video) Option {
	return func(c *config) error {
		for _, details := range videos {
			if err := checkIdentifier("video", details.UID); err != nil {
				return err
			}
			v := c.videos.video(details.UID)
			v.describe(details)
			v.distinct = true
		}
		return nil
	}
}

// WithNotReady adds a video that never becomes ready to stream, so asking for a download fails.
func WithNotReady(identifier string) Option {
	return withVideo(identifier, func(v *video) { v.readyAt = never })
}

// WithReadyAfter adds a video that becomes ready to stream after a while.
func WithReadyAfter(identifier string, d time.Duration) Option {
	return withVideo(identifier, func(v *video) { v.readyAt = time.Now().Add(d) })
}

// WithFailing adds a video whose downloads end in the status error.
func WithFailing(identifier string) Option {
	return withVideo(identifier, func(v *video) { v.generates = fails })
}

// WithEndless adds a video whose downloads stay in progress for ever.
func WithEndless(identifier string) Option {
	return withVideo(identifier, func(v *video) { v.generates = neverEnds })
}

// WithPrivate adds a video that requires signed URLs: its files are a 401, unless a token that is signed for it stands in
// the place of its identifier in their URL. See [WithSigningKey].
func WithPrivate(identifier string) Option {
	return withVideo(identifier, func(v *video) { v.details.RequireSignedURLs = true })
}

// WithContent adds a video, one of whose downloads has the given content.
func WithContent(identifier string, kind gen.DownloadType, content Content) Option {
	if !kind.Valid() {
		return invalidOption("content of video %q: unknown download type %q", identifier, kind)
	}
	return withVideo(identifier, func(v *video) { v.files[kind] = newFile(content, time.Time{}) })
}

// WithFile does what [WithContent] does, with a file that stays open until [Server.Close].
func WithFile(identifier string, kind gen.DownloadType, path string) Option {
	return func(c *config) error {
		content, err := c.open(path)
		if err != nil {
			return fmt.Errorf("content of video %q: %w", identifier, err)
		}
		return WithContent(identifier, kind, content)(c)
	}
}

func (c *config) open(path string) (Content, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	c.files = append(c.files, f)
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	return io.NewSectionReader(f, 0, info.Size()), nil
}

func withVideo(identifier string, change func(*video)) Option {
	return func(c *config) error {
		if err := checkIdentifier("video", identifier); err != nil {
			return err
		}
		change(c.videos.video(identifier))
		return nil
	}
}
