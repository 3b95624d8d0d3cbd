//go:build unix && !solaris && !illumos && !aix

package partial

import (
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

func TestLockLastsUntilTheFileIsClosed(t *testing.T) {
	target := filepath.Join(t.TempDir(), "film.mp4")
	f, err := Open(target, Options{})
	require.NoError(t, err)
	require.ErrorIs(t, Check(target, Options{}), ErrLocked)
	require.NoError(t, f.settle(0), "after which the bytes can't be written any more")
	require.ErrorIs(t, Check(target, Options{}), ErrLocked)
	f.Close()
	require.NoError(t, Check(target, Options{}))
	entries, err := os.ReadDir(filepath.Dir(target))
	require.NoError(t, err)
	require.Empty(t, entries, "nothing was fetched, so nothing is left")
}
