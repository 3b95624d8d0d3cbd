//go:build unix && !solaris && !illumos && !aix

package export

import (
	"errors"
	"os"
	"syscall"
)

// lock locks the open manifest for as long as it is open. The system drops the lock with the process, however that ends.
// A file system without locks goes without.
func lock(manifest *os.File, dir string) (release func(), err error) {
	raw, err := manifest.SyscallConn()
	if err != nil {
		return nil, err
	}
	var locked error
	if err := raw.Control(func(fd uintptr) { locked = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB) }); err != nil {
		return nil, err
	}
	if errors.Is(locked, syscall.EWOULDBLOCK) {
		return nil, lockedError{dir, "wait for it, or export into another one"}
	}
	return func() {}, nil
}
