package partial

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer/source"
)

// full lets no file grow beyond size bytes until the returned function is called. What does not fit is written in part, as
// on a full disk.
func full(t *testing.T, size int64) (free func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(size), Max: before.Max}))
	return func() {
		require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
		signal.Reset(syscall.SIGXFSZ)
	}
}

func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Size()
}

func TestHalfALineOnAFullDiskIsNotContinued(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	j := openJournal(t, path)
	require.NoError(t, j.begin("x", film))
	free := full(t, sizeOf(t, path)+5)
	err := j.claim(claimed(0, 10, 6))
	free()
	require.ErrorIs(t, err, syscall.EFBIG)
	require.NoError(t, j.claim(claimed(10, 20, 5)))
	again := openJournal(t, path)
	_, ok := again.load("x")
	require.True(t, ok)
	require.Equal(t, claims{claimed(10, 20, 5)}, again.all())
}

// Bytes without a claim are not verified.
func TestWhatIsLoadedIsClaimedThoughTheDiskIsFull(t *testing.T) {
	target := filepath.Join(t.TempDir(), "film.mp4")
	f, err := Open(target, Options{})
	require.NoError(t, err)
	require.NoError(t, f.Begin("x", Object{Version: source.Version{Total: 20}}))
	for _, off := range []int64{0, 10} {
		w := f.Writer()
		require.NoError(t, w.WriteAt(make([]byte, 10), off))
		require.NoError(t, w.Flush())
	}
	f.Close()
	f, err = Open(target, Options{})
	require.NoError(t, err)
	defer f.Close()
	free := full(t, sizeOf(t, statePath(target)))
	_, there := f.Load("x")
	free()
	require.Len(t, f.journal.all(), 1)
	require.Equal(t, int64(10), there.Size())
}
