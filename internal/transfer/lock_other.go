//go:build !unix || solaris || illumos || aix

package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const noFollow = 0

// lock is a file whose existence is the lock. Unlike a lock of the system it
// survives a kill; the error says what to remove then.
type lock struct{ path string }

func lockPart(path string) (*lock, error) {
	l := &lock{path + ".lock"}
	f, err := os.OpenFile(l.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%w: if none is running, remove %s", ErrLocked, filepath.Base(l.path))
	}
	if err != nil {
		return nil, localError("locking the partial file", cleanPathError(err))
	}
	_ = f.Close()
	data, err := openPlain(path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		l.release()
		return nil, localError("opening the partial file", cleanPathError(err))
	}
	_ = data.Close()
	return l, nil
}

// holds is not checked here.
func (l *lock) holds(string) bool { return true }

func (l *lock) release() { _ = os.Remove(l.path) }
