//go:build unix && !solaris && !illumos && !aix

package transfer_test

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// dropRights gives up the rights of root, whom no permission of a folder stops.
func dropRights() error {
	if os.Geteuid() != 0 {
		return nil
	}
	return syscall.Setuid(65534)
}

func TestFolderWithoutPermission(t *testing.T) {
	o, path := newOrigin(t, media(size, 1)), target(t)
	require.NoError(t, os.Chmod(filepath.Dir(path), 0o555))
	server := httptest.NewServer(o)
	defer server.Close()
	output, code := runChild(t, server.URL, path, childAsNobody+"=1")
	require.Equal(t, 1, code, output)
	require.Contains(t, output, "local failure")
	require.Contains(t, output, "permission denied")
	require.Empty(t, o.asked(), "nothing is sent")
}

// A folder that can't be read can't be synced; the file in it is whole.
func TestFolderThatCannotBeRead(t *testing.T) {
	o, path := newOrigin(t, media(size, 1)), target(t)
	require.NoError(t, os.Chmod(filepath.Dir(path), 0o333))
	server := httptest.NewServer(o)
	defer server.Close()
	output, code := runChild(t, server.URL, path, childAsNobody+"=1")
	require.Zero(t, code, output)
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, sum(o.object.data), sum(got))
}

func TestFIFOIsNoTarget(t *testing.T) {
	for name, suffix := range map[string]string{"as the target": "", "as the partial file": ".part", "as the state file": ".part.json"} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			require.NoError(t, syscall.Mkfifo(path+suffix, 0o600))
			refuseLocally(t, o, path)
		})
	}
}
