package export

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/wrapper"
)

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
func isThere(path string, want int64) bool {
	size, ok := sizeOf(path)
	return ok && size == want
}

// sizeOf is the size of a regular file, if there is one.
func sizeOf(path string) (size int64, ok bool) {
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0, false
	}
	return info.Size(), true
}

// find recognises a file that an earlier run made, when it ended before it could say so: the manifest has it as asked for,
// and a file is under its name only when it is whole.
func (s *selection) find(ctx context.Context, about item, known known, path string) (*record, error) {
	there := filepath.Join(s.dir, path)
	size, ok := sizeOf(there)
	if !ok || known.path != path {
		return nil, nil
	}
	sum, err := checksum(ctx, there)
	if err != nil {
		return nil, localError("reading a file that is there", err)
	}
	return &record{
		Video: about.video, Type: about.kind, State: Done, Path: path,
		Bytes: size, SHA256: hex.EncodeToString(sum[:]), Attempts: known.attempts,
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

var errDifferent = fmt.Errorf("%w: something else has this name, and the manifest does not know it: move it away, or name the files otherwise", wrapper.ErrExists)

// adopt takes a file that is there, and that the manifest does not know, for the file of a download if both are the same,
// byte for byte. It is what remains of a run whose manifest was lost.
func adopt(ctx context.Context, client *wrapper.Client, download wrapper.Download, path string, options []wrapper.FetchOption) (wrapper.FetchResult, error) {
	file, err := os.Open(path)
	if err != nil {
		return wrapper.FetchResult{}, localError("opening a file that is there", err)
	}
	defer func() { _ = file.Close() }()
	result, err := client.Fetch(ctx, download, &comparison{file: file}, options...)
	if errors.Is(err, errDifferent) || err == nil && !isThere(path, result.Bytes) {
		return wrapper.FetchResult{}, errDifferent
	}
	return result, err
}

// comparison is a writer that takes only what a file has.
type comparison struct {
	file   io.Reader
	buffer []byte
}

func (c *comparison) Write(p []byte) (int, error) {
	if len(c.buffer) < len(p) {
		c.buffer = make([]byte, len(p))
	}
	n, err := io.ReadFull(c.file, c.buffer[:len(p)])
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return 0, err
	case !bytes.Equal(c.buffer[:n], p):
		return 0, errDifferent
	}
	return n, nil
}

// errInTheWay: something that is no file has the name of the metadata of a video.
var errInTheWay = fmt.Errorf("%w: writing metadata: something else has its name", wrapper.ErrLocal)

// writeMetadata writes what the service says of a video, unless it was written before.
func writeMetadata(path string, video wrapper.Video) error {
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
		return nil
	} else if err == nil {
		return fmt.Errorf("%w: %s", errInTheWay, filepath.Base(path))
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
