//go:build !unix || solaris || illumos || aix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

const noFollow = 0

// Lock is a file whose existence is the lock. Unlike a lock of the system it survives a crash; the error says what to
// remove then.
type Lock struct{ path string }

// Acquire locks an open file until [Lock.Release]. A lock of another process is a [LockedError].
func Acquire(file *os.File) (*Lock, error) {
	l := &Lock{file.Name() + ".lock"}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, &LockedError{filepath.Base(l.path)}
	}
	if err != nil {
		return nil, err
	}
	return l, f.Close()
}

// Release gives the lock back.
func (l *Lock) Release() { _ = os.Remove(l.path) }

// solelyOurs is not known here.
func solelyOurs(fs.FileInfo) bool { return true }
