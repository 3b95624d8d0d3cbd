package transfer

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
)

// ToFile fetches rawURL into the file path. An existing path is refused with ErrExists before anything is sent, unless
// Overwrite is set; a folder, a symbolic link or a device is always refused. After a failure the bytes that arrived stay
// in [PartPath], and the next call goes on from there.
//
// Errors match, through errors.Is, one of the Err values of this package, a [*StatusError], the cause of ctx, or a
// network error after the last attempt.
func ToFile(ctx context.Context, rawURL, path string, o Options) (Result, error) {
	if err := checkPath(path); err != nil {
		return Result{}, err
	}
	o = o.withDefaults()
	src, err := o.source(rawURL)
	if err != nil {
		return Result{}, err
	}
	defer src.Close()
	result, err := toFile(ctx, src, path, o)
	if err != nil {
		return Result{}, fmt.Errorf("fetch %s from %s: %w", filepath.Base(path), src.Host(), err)
	}
	return result, nil
}

func toFile(ctx context.Context, src *source.Source, path string, o Options) (Result, error) {
	part, err := partial.Open(path, partial.Options{Overwrite: o.Overwrite, Wrap: o.wrapDisk})
	if err != nil {
		return Result{}, err
	}
	defer part.Close()
	j := newJob(src, part, o)
	defer j.close()
	j.resume()
	if err := j.run(ctx); err != nil {
		return Result{}, err
	}
	if err := part.Finish(j.version.Total); err != nil {
		return Result{}, err
	}
	return Result{
		Path: path, Bytes: j.version.Total, SHA256: j.hasher.sum(), ContentType: j.contentType,
		ResumedBytes: j.earlier.Size(), Verified: !j.unverified,
	}, nil
}

// CheckTarget reports what would keep [ToFile] from writing the file path, before anything is sent: it opens what ToFile
// would, and leaves nothing behind. Its errors are those of ToFile: ErrInvalid, ErrExists, ErrLocked, or another ErrLocal.
func CheckTarget(path string, overwrite bool) error {
	if err := checkPath(path); err != nil {
		return err
	}
	return partial.Check(path, partial.Options{Overwrite: overwrite})
}

// PartPath is the file that holds the bytes of the target path until they are all there.
func PartPath(path string) string { return partial.Path(path) }

func checkPath(path string) error {
	if path == "" || strings.ContainsRune(path, 0) || strings.HasSuffix(path, string(filepath.Separator)) {
		return fmt.Errorf("%w: %.80q names no file", ErrInvalid, path)
	}
	return nil
}
