//go:build unix && !solaris && !illumos && !aix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFileOfAnotherUserIsNotOurs(t *testing.T) {
	for name, test := range map[string]struct {
		uid   int
		links uint64
		ours  bool
	}{
		"ours":            {os.Geteuid(), 1, true},
		"of another":      {os.Geteuid() + 1, 1, false},
		"under two names": {os.Geteuid(), 2, false},
	} {
		require.Equal(t, test.ours, solelyOurs(stat{uid: uint32(test.uid), links: test.links}), name) //nolint:gosec // small
	}
}

type stat struct {
	fs.FileInfo
	uid   uint32
	links uint64
}

func (s stat) Sys() any {
	var sys syscall.Stat_t
	sys.Uid = s.uid
	for range s.links {
		sys.Nlink++ // of a type that differs between systems
	}
	return &sys
}

func TestALockIsHeldUntilItIsReleased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	open := func() *os.File {
		f, _, err := OpenOwn(path, 0)
		require.NoError(t, err)
		return f
	}
	first, second := open(), open()
	defer func() { _ = second.Close() }()
	lock, err := Acquire(first)
	require.NoError(t, err)
	require.NoError(t, first.Close(), "a duplicate holds it")
	_, err = Acquire(second)
	var held *LockedError
	require.ErrorAs(t, err, &held)
	lock.Release()
	lock, err = Acquire(second)
	require.NoError(t, err)
	lock.Release()
}

func TestOnlyAPlainFileOfOurOwnIsOpened(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain")
	require.NoError(t, os.WriteFile(plain, nil, 0o600))
	require.NoError(t, os.Symlink(plain, filepath.Join(dir, "link")))
	require.NoError(t, os.Symlink(filepath.Join(dir, "none"), filepath.Join(dir, "dangling")))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "two"), nil, 0o600))
	require.NoError(t, os.Link(filepath.Join(dir, "two"), filepath.Join(dir, "names")))
	require.NoError(t, syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600))
	for name, ours := range map[string]bool{"plain": true, "new": true, "link": false, "dangling": false, "two": false, "fifo": false, ".": false} {
		f, _, err := OpenOwn(filepath.Join(dir, name), 0)
		require.Equal(t, ours, err == nil, "%s: %v", name, err)
		if err == nil {
			require.NoError(t, f.Close())
		}
	}
	require.NoFileExists(t, filepath.Join(dir, "none"))
}

// unsyncable is a file of a file system that has no such thing as syncing.
type unsyncable struct{ err error }

func (u unsyncable) Sync() error { return u.err }

func TestSyncDoesWithoutWhatAFileSystemDoesNotHave(t *testing.T) {
	for _, err := range []error{
		nil, syscall.ENOTSUP, syscall.EOPNOTSUPP, syscall.ENOSYS, syscall.EINVAL, syscall.ENOTTY, syscall.EBADF, syscall.EACCES, syscall.EPERM,
		&fs.PathError{Op: "sync", Path: "folder", Err: syscall.ENOTTY},
	} {
		require.NoError(t, Sync(unsyncable{err}), "%v", err)
	}
	for _, err := range []error{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, errors.New("other")} {
		require.ErrorIs(t, Sync(unsyncable{err}), err)
	}
}
