//go:build !unix || solaris || illumos || aix

package export

import (
	"errors"
	"io/fs"
	"os"
)

// lock makes a file whose existence is the lock. It outlives a process that is ended from outside; the error says what to
// remove then.
func lock(manifest *os.File, dir string) (release func(), err error) {
	path := manifest.Name() + ".lock"
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, lockedError{dir, "if none is, remove " + path}
	}
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	return func() { _ = os.Remove(path) }, nil
}
