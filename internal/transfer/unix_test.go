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
	for name, test := range map[string]struct {
		mode   os.FileMode
		output string
	}{
		"to write is an error before anything is sent":                  {0o555, "local failure: opening the partial file: permission denied"},
		"to read, which can't be synced, gets the file, which is whole": {0o333, ""},
	} {
		t.Run(name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			require.NoError(t, os.Chmod(filepath.Dir(path), test.mode))
			server := httptest.NewServer(o)
			defer server.Close()
			output := fetchAsNobody(t, server.URL, path)
			if test.output != "" {
				require.Contains(t, output, test.output)
				require.Empty(t, o.asked())
				return
			}
			require.Empty(t, output)
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, sum(o.object.data), sum(got))
		})
	}
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
