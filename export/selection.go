package export

import (
	"context"
	"errors"
	"hash/fnv"
	"io"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/wrapper"
)

// selection goes through the videos, and finds out which files are to be made.
type selection struct {
	Options
	client   *wrapper.Client
	dir      string
	manifest *manifest
	names    names
}

// choice is what is to become of one file: it is to be made, or not because it is there, can't be made, or failed already.
type choice struct {
	item
	file    *file // to be made
	skipped bool
	found   *record // the file is there, and only its record is missing
	err     error
}

// errNoFile: there will never be a file of the video.
var errNoFile = errors.New("the service makes no MP4 of a recording of 4 hours or more")

// longestRecording is the duration from which on a recording of a live stream has no MP4.
const longestRecording = 4 * time.Hour

func newSelection(client *wrapper.Client, dir string, manifest *manifest, options Options) *selection {
	s := &selection{Options: options, client: client, dir: dir, manifest: manifest, names: names{}}
	for about, known := range manifest.items {
		if known.path != "" {
			s.names[keyOf(stem(known.path))] = about.video
		}
	}
	return s
}

// stem is the name of a file without its extension.
func stem(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) }

// choices gives what is to become of each file, video by video. An error of the whole is the last of them.
func (s *selection) choices(ctx context.Context) iter.Seq2[choice, error] {
	return func(yield func(choice, error) bool) {
		selected := 0
		for video, err := range s.videos(ctx) {
			if selected++; err == nil && s.Limit > 0 && selected > s.Limit {
				return
			}
			for _, kind := range s.Types {
				c, stopped := choice{item: item{video.UID, kind}, err: err}, err
				if err == nil {
					c, stopped = s.choose(ctx, video, kind)
				} else if video.UID != "" && ofCall(err) == fail {
					stopped = nil // it concerns this video alone
				}
				if !yield(c, stopped) || stopped != nil {
					return
				}
			}
		}
	}
}

// has reports whether a video is in the shard.
func (s Shard) has(video string) bool {
	hash := fnv.New32a()
	_, _ = io.WriteString(hash, video)
	return hash.Sum32()%uint32(s.Count) == uint32(s.Index%s.Count) //nolint:gosec // both are small
}

// choose finds out what is to become of one file.
func (s *selection) choose(ctx context.Context, video wrapper.Video, kind wrapper.DownloadType) (choice, error) {
	c := choice{item: item{video.UID, kind}}
	known := s.manifest.known(c.item)
	f := file{
		item: c.item, path: known.path, length: time.Duration(max(0, video.Duration) * float64(time.Second)),
		attempts: known.attempts + 1, unready: !video.ReadyToStream, private: video.RequireSignedURLs, replace: known.done,
	}
	if video.LiveInput != "" && f.length >= longestRecording && kind == wrapper.Default {
		c.skipped, c.err = true, errNoFile
		return c, nil
	}
	var err error
	if known.done {
		c.skipped, err = s.isDone(ctx, known)
	} else {
		f.path = s.names.take(fill(s.Name, video, kind), video.UID) + extension(kind)
		c.found, err = s.find(ctx, c.item, known, f.path)
		c.skipped = c.found != nil
	}
	if err == nil && s.Metadata {
		err = writeMetadata(filepath.Join(s.dir, stem(f.path)+".json"), video)
		if errors.Is(err, errInTheWay) {
			return choice{item: c.item, err: err}, nil
		}
	}
	if !c.skipped {
		c.file = &f
	}
	return c, err
}

func extension(kind wrapper.DownloadType) string {
	if kind == wrapper.Audio {
		return ".m4a"
	}
	return ".mp4"
}
