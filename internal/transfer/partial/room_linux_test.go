package partial

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFreeSpaceIsCountedInFragments(t *testing.T) {
	network := syscall.Statfs_t{Bsize: 512, Frsize: 1 << 20, Blocks: 20, Bavail: 10}
	require.True(t, hasRoom(network, 10<<20))
	require.False(t, hasRoom(network, 10<<20+1))
	require.True(t, hasRoom(network, -1), "of a file of unknown size")
	require.True(t, hasRoom(syscall.Statfs_t{Bsize: 512, Frsize: 512}, 10<<20), "of what is no disk")
	require.False(t, hasRoom(syscall.Statfs_t{Bsize: 512, Blocks: 20, Bavail: 10}, 10<<20), "without a fragment size")
}

func TestNoDiskHasRoomForAnExbibyte(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "film.mp4"))
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	require.ErrorIs(t, osFile{f}.HasRoom(1<<60), syscall.ENOSPC)
	require.NoError(t, osFile{f}.HasRoom(1))
}
