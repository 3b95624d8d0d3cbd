//go:build unix && !solaris && !illumos && !aix

package partial

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer/source"
)

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

func TestPartialFileOfAnotherProcessIsLeftAlone(t *testing.T) {
	target := filepath.Join(t.TempDir(), "film.mp4")
	f, err := Open(target, Options{})
	require.NoError(t, err)
	require.NoError(t, f.Begin("x", Object{}))
	require.NoError(t, os.Remove(Path(target)))
	require.NoError(t, os.WriteFile(Path(target), []byte("of another"), 0o600))
	f.Close()
	requireContent(t, "of another", Path(target))
}

// Nothing reads the bytes between the last look at them and this.
func TestFileThatIsCutOffAtTheLastMomentGetsNoName(t *testing.T) {
	target := filepath.Join(t.TempDir(), "film.mp4")
	f, err := Open(target, Options{})
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, f.Begin("x", Object{}))
	require.NoError(t, f.Writer().WriteAt([]byte("half"), 0))
	require.ErrorIs(t, f.Finish(8), ErrLocal)
	require.NoFileExists(t, target)
}

func TestLockIsNotHandedToOtherPrograms(t *testing.T) {
	target := filepath.Join(t.TempDir(), "film.mp4")
	f, err := Open(target, Options{})
	require.NoError(t, err)
	require.NoError(t, f.Begin("x", Object{Version: source.Version{Total: 8}}))
	w := f.Writer()
	require.NoError(t, w.WriteAt([]byte("half"), 0))
	require.NoError(t, w.Flush())
	other := exec.CommandContext(t.Context(), "sleep", "60")
	require.NoError(t, other.Start())
	f.Close()
	require.NoError(t, Check(target, Options{}))
	require.NoError(t, other.Process.Kill())
	require.Error(t, other.Wait())
}
