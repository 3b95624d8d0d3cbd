//go:build !unix || solaris || illumos || aix

package partial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const noFollow = 0

// lock is a file whose existence is the lock. Unlike a lock of the system it survives a crash; the error says what to
// remove then.
type lock struct{ path string }

func acquire(_ *os.File, path string) (*lock, error) {
	l := &lock{path + ".lock"}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%w: if none is running, remove %s", ErrLocked, filepath.Base(l.path))
	}
	if err != nil {
		return nil, failure("locking the partial file", err)
	}
	return l, f.Close()
}

func (l *lock) release() { _ = os.Remove(l.path) }

// solelyOurs is not known here.
func solelyOurs(fs.FileInfo) bool { return true }
