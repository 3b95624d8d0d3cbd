package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

// The test binary does one transfer instead of tests, without the rights of root, when these are set.
const (
	childTarget = "TRANSFER_CHILD_TARGET"
	childURL    = "TRANSFER_CHILD_URL"
)

// child prints the error of its transfer.
func child() {
	target := os.Getenv(childTarget)
	// From inside its folder the target can be reached without the rights to the folders above.
	err := errors.Join(os.Chdir(filepath.Dir(target)), dropRights())
	if err == nil {
		_, err = transfer.ToFile(context.Background(), os.Getenv(childURL), filepath.Base(target), single())
	}
	if err != nil {
		fmt.Println(err)
	}
}

func fetchAsNobody(t *testing.T, url, path string) (output string) {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), self)
	command.Env = append(os.Environ(), childTarget+"="+path, childURL+"="+url)
	out, err := command.CombinedOutput()
	require.NoError(t, err)
	return string(out)
}
