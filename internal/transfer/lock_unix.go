//go:build unix && !solaris && !illumos && !aix

package transfer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// noFollow keeps a symbolic link from leading a write elsewhere; a FIFO must
// not block the opening.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// lock is held on an open partial file of its own, so that it lasts until
// after the data file was closed and renamed. The system drops it with the
// process, however that ends.
type lock struct{ file *os.File }

func lockPart(path string) (*lock, error) {
	for {
		f, err := openPlain(path, os.O_RDWR|os.O_CREATE)
		if err != nil {
			return nil, localError("opening the partial file", cleanPathError(err))
		}
		if err := flock(f); err != nil {
			_ = f.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				return nil, fmt.Errorf("%w: %s", ErrLocked, filepath.Base(path))
			}
			return nil, localError("locking the partial file", err)
		}
		// Between opening and locking, another process may have renamed the
		// file; the lock would then be on a finished target.
		l := &lock{f}
		if l.holds(path) {
			return l, nil
		}
		l.release()
	}
}

func flock(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var lockErr error
	err = raw.Control(func(fd uintptr) {
		lockErr = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB)
	})
	return errors.Join(err, lockErr)
}

// holds says whether path is still the file that was locked: somebody may have
// removed or renamed it.
func (l *lock) holds(path string) bool {
	open, errOpen := l.file.Stat()
	there, errThere := os.Lstat(path)
	return errOpen == nil && errThere == nil && os.SameFile(open, there)
}

func (l *lock) release() { _ = l.file.Close() }
