package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/streamdl/streamdl-go/internal/backoff"
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
func isThere(path string, bytes int64) bool {
	size, ok := sizeOf(path)
	return ok && size == bytes
}

// sizeOf is the size of a regular file, if there is one.
func sizeOf(path string) (bytes int64, ok bool) {
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
	bytes, ok := sizeOf(there)
	if !ok || !known.asked || known.path != path {
		return nil, nil
	}
	sum, err := checksum(ctx, there)
	if err != nil {
		return nil, localError("reading a file that is there", err)
	}
	return &record{
		Video: about.video, Type: about.kind, State: Done, Path: path,
		Bytes: bytes, SHA256: hex.EncodeToString(sum[:]), Attempts: known.attempts,
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
