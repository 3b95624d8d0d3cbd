package partial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// What callers branch on, through errors.Is.
var (
	// ErrLocal is a failure of the local file system. The partial file stays and can be continued.
	ErrLocal = errors.New("local failure")
	// ErrExists is a target that is there already. It is an ErrLocal too.
	ErrExists = fmt.Errorf("%w: target exists", ErrLocal)
	// ErrLocked is a target that another process is fetching. It is an ErrLocal too.
	ErrLocked = fmt.Errorf("%w: another process is writing this file", ErrLocal)
)

// failure is an [ErrLocal] without the folder in its text; the name of the file is said elsewhere.
func failure(doing string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	} else if e, ok := errors.AsType[*os.LinkError](err); ok {
		err = e.Err
	}
	return fmt.Errorf("%w: %s: %w", ErrLocal, doing, err)
}

// isOptional says whether an error means that the file system, or the rights to a folder, do not have a feature that can
// be done without: locks, hard links, syncing of a folder. A disk that fails or is full says something else.
func isOptional(err error) bool {
	for _, kind := range []error{errors.ErrUnsupported, fs.ErrPermission, syscall.EINVAL, syscall.ENOTTY, syscall.EBADF} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
