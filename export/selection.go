package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/backoff"
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
			if err == nil && !s.selects(video) {
				continue
			}
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

// videos are those that were named, or else the library. The error of a video that was named comes with its id.
func (s *selection) videos(ctx context.Context) iter.Seq2[wrapper.Video, error] {
	if len(s.Videos) == 0 {
		filter := s.Filter
		if filter.Status == "" {
			filter.Status = gen.VideoStateReady
		}
		return s.client.Videos(ctx, filter)
	}
	return func(yield func(wrapper.Video, error) bool) {
		seen := map[string]bool{}
		for _, id := range s.Videos {
			if seen[id] || !s.Shard.has(id) {
				continue
			}
			seen[id] = true
			video, err := wrapper.Video{ReadyToStream: true}, error(nil)
			if !s.isRecorded(id) {
				video, err = s.client.Video(ctx, id)
			}
			video.UID = id
			if !yield(video, err) {
				return
			}
		}
	}
}

// isRecorded reports whether all files of a video are there, so that nothing has to be asked about it.
func (s *selection) isRecorded(video string) bool {
	for _, kind := range s.Types {
		if known := s.manifest.known(item{video, kind}); !known.done || !isThere(filepath.Join(s.dir, known.path), known.bytes) {
			return false
		}
	}
	return !s.Metadata
}

// selects leaves out what is not ready, unless it was named, and what is another shard's.
func (s *selection) selects(video wrapper.Video) bool {
	if len(s.Videos) > 0 {
		return true
	}
	return video.ReadyToStream && s.Shard.has(video.UID)
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
	duration := time.Duration(max(0, video.Duration) * float64(time.Second))
	if known.done {
		done, err := s.isDone(ctx, known)
		if err != nil || done {
			c.skipped = true
			return c, err
		}
	}
	if video.LiveInput != "" && duration >= longestRecording && kind == wrapper.Default {
		c.skipped, c.err = true, errNoFile
		return c, nil
	}
	path := known.path
	if !known.done {
		path = s.names.take(fill(s.Name, video, kind), video.UID) + extension(kind)
		if found, err := s.find(ctx, c.item, known, path); found != nil || err != nil {
			c.skipped, c.found = true, found
			return c, err
		}
	}
	c.file = &file{
		item: c.item, path: path, length: duration, attempts: known.attempts + 1,
		unready: !video.ReadyToStream, private: video.RequireSignedURLs, replace: known.done,
	}
	if s.Metadata {
		return c, writeMetadata(filepath.Join(s.dir, stem(path)+".json"), video)
	}
	return c, nil
}

func extension(kind wrapper.DownloadType) string {
	if kind == wrapper.Audio {
		return ".m4a"
	}
	return ".mp4"
}

// isDone reports whether a file that was made is still there.
func (s *selection) isDone(ctx context.Context, known known) (bool, error) {
	path := filepath.Join(s.dir, known.path)
	if there := isThere(path, known.bytes); !there || !s.Verify {
		return there, nil
	}
	sum, err := checksum(ctx, path)
	return err == nil && sum == known.sum, backoff.Reason(ctx)
}

// isThere reports whether there is a file of a size.
func isThere(path string, bytes int64) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == bytes
}

// find recognises a file that an earlier run made, when it ended before it could say so: the manifest has it as asked for,
// and a file is under its name only when it is whole.
func (s *selection) find(ctx context.Context, about item, known known, path string) (*record, error) {
	info, err := os.Lstat(filepath.Join(s.dir, path))
	if !known.asked || known.path != path || err != nil || !info.Mode().IsRegular() {
		return nil, nil
	}
	sum, err := checksum(ctx, filepath.Join(s.dir, path))
	if err != nil {
		return nil, localError("reading a file that is there", err)
	}
	return &record{
		Video: about.video, Type: about.kind, State: Done, Path: path,
		Bytes: info.Size(), SHA256: hex.EncodeToString(sum[:]), Attempts: known.attempts,
	}, nil
}

// checksum reads a file.
func checksum(ctx context.Context, path string) (sum [32]byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return sum, err
	}
	defer func() { _ = file.Close() }()
	hash := sha256.New()
	for err == nil && ctx.Err() == nil {
		_, err = io.CopyN(hash, file, 64<<20)
	}
	if !errors.Is(err, io.EOF) {
		return sum, errors.Join(err, backoff.Reason(ctx))
	}
	return [32]byte(hash.Sum(nil)), nil
}

// writeMetadata writes what the service says of a video, unless it was written before.
func writeMetadata(path string, video wrapper.Video) error {
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	text, err := json.Marshal(video, jsontext.WithIndent("  "), json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("%w: the metadata of video %s: %w", wrapper.ErrProtocol, video.UID, err)
	}
	unfinished := path + ".part"
	err = os.WriteFile(unfinished, append(text, '\n'), 0o644) //nolint:gosec // a file to be read by others
	if err == nil {
		err = os.Rename(unfinished, path)
	}
	return localError("writing metadata", err)
}
