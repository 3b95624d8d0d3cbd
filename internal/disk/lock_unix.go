//go:build unix && !solaris && !illumos && !aix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// noFollow keeps a symbolic link from leading a write elsewhere; a FIFO must not block the opening.
const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// Lock is held by a duplicate of the descriptor that writes, so that it lasts until after that was closed and the file
// renamed. Another descriptor would not do: over SMB, a lock keeps all others from writing. The system drops the lock
// with the process, however that ends.
type Lock struct{ file *os.File }

// Acquire locks an open file until [Lock.Release]. Where the file system has no locks, it goes on without. A lock of another
// process is a [LockedError].
func Acquire(f *os.File) (*Lock, error) {
	fd := int(f.Fd()) //nolint:gosec // a descriptor
	if err := flock(fd); errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, &LockedError{}
	} else if err != nil {
		return nil, err
	}
	duplicate, err := dup(fd)
	if err != nil {
		return nil, err
	}
	return &Lock{os.NewFile(uintptr(duplicate), f.Name())}, nil
}

func flock(fd int) error {
	for {
		err := syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
		case IsOptional(err), errors.Is(err, syscall.ENOLCK):
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

// Release gives the lock back.
func (l *Lock) Release() { _ = l.file.Close() }

// solelyOurs says whether a file belongs to this user and has no other name.
func solelyOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int64(stat.Uid) == int64(os.Geteuid()) && stat.Nlink == 1
}
