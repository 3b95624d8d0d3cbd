//go:build unix && !solaris && !illumos && !aix

package partial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// noFollow keeps a symbolic link from leading a write elsewhere; a FIFO must not block the opening.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// lock is held by a duplicate of the descriptor that writes, so that it lasts until after that was closed and the file
// renamed. Another descriptor would not do: over SMB, a lock keeps all others from writing. The system drops the lock
// with the process, however that ends.
type lock struct{ file *os.File }

// acquire locks an open file. Where the file system has no locks, it goes on without.
func acquire(f *os.File, path string) (*lock, error) {
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, failure("locking the partial file", err)
	}
	var duplicate int
	var failed error
	err = raw.Control(func(fd uintptr) {
		if failed = flock(int(fd)); failed == nil {
			duplicate, failed = dup(int(fd))
		}
	})
	switch err = errors.Join(err, failed); {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return nil, fmt.Errorf("%w: %s", ErrLocked, filepath.Base(path))
	case err != nil:
		return nil, failure("locking the partial file", err)
	}
	return &lock{os.NewFile(uintptr(duplicate), path)}, nil
}

func flock(fd int) error {
	for {
		err := syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
		case isOptional(err), errors.Is(err, syscall.ENOLCK):
			return nil
		default:
			return err
		}
	}
}

func dup(fd int) (int, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	duplicate, err := syscall.Dup(fd)
	if err == nil {
		syscall.CloseOnExec(duplicate)
	}
	return duplicate, err
}

func (l *lock) release() { _ = l.file.Close() }

// solelyOurs says whether a file belongs to this user and has no other name.
func solelyOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int64(stat.Uid) == int64(os.Geteuid()) && stat.Nlink == 1
}
