//go:build unix && !solaris && !illumos && !aix

package partial

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
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
