//go:build unix && !solaris && !illumos && !aix

package disk

import (
	"errors"
	"io/fs"
	"os"
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
