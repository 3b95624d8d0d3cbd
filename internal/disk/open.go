// Package disk opens, locks and syncs files on file systems of every kind, some of which have no locks or nothing to sync.
package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// OpenOwn opens a regular file for reading and writing, and creates it if it is not there. One of another user, who
// could go on changing it, is refused.
func OpenOwn(path string, flags int) (*os.File, fs.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|flags, 0o644) //nolint:gosec // the umask decides, as for any download
	created := err == nil                                                     // and ours, even where a file system has one owner for all
	if errors.Is(err, fs.ErrExist) {
		f, err = os.OpenFile(path, os.O_RDWR|flags|noFollow, 0)
		if _, there := os.Lstat(path); errors.Is(err, fs.ErrNotExist) && there != nil {
			return OpenOwn(path, flags) // removed between the two; a link to nothing, which Windows follows, is still there
		}
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errors.New("not a regular file")
	case !created && !solelyOurs(info):
		err = errors.New("it belongs to another user, or has another name: remove it")
	default:
		return f, info, nil
	}
	_ = f.Close()
	return nil, nil, err
}

// Sync brings a file to the disk. Where a file system can't be asked for that, it is taken to do so by itself.
func Sync(file interface{ Sync() error }) error {
	if err := file.Sync(); err != nil && !IsOptional(err) {
		return err
	}
	return nil
}

// IsOptional says whether an error means that the file system, or the rights to a folder, do not have a feature that can
// be done without: locks, hard links, syncing. A disk that fails or is full says something else.
func IsOptional(err error) bool {
	for _, kind := range []error{errors.ErrUnsupported, fs.ErrPermission, syscall.EINVAL, syscall.ENOTTY, syscall.EBADF} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// LockedError is a lock that another process holds.
type LockedError struct {
	// Leftover is a file to remove if there is no such process, where a lock outlives its process.
	Leftover string
}

// Error says what is in the way.
func (e *LockedError) Error() string {
	if e.Leftover == "" {
		return "another process holds the lock"
	}
	return "another process holds the lock: if none is running, remove " + e.Leftover
}
