package partial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
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
