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

// The test binary does one transfer instead of tests when these are set.
const (
	childTarget   = "TRANSFER_CHILD_TARGET"
	childURL      = "TRANSFER_CHILD_URL"
	childAsNobody = "TRANSFER_CHILD_AS_NOBODY"
)

func child() int {
	target := os.Getenv(childTarget)
	// From inside its folder the target can be reached without the rights to
	// the folders above.
	if err := os.Chdir(filepath.Dir(target)); err != nil {
		fmt.Println(err)
		return 2
	}
	if os.Getenv(childAsNobody) != "" {
		if err := dropRights(); err != nil {
			fmt.Println(err)
			return 2
		}
	}
	options := ranged()
	options.RangeSize, options.ParallelFrom = 1<<20, 2<<20
	if _, err := transfer.ToFile(context.Background(), os.Getenv(childURL), filepath.Base(target), options); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func childCommand(ctx context.Context, t testing.TB, url, path string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	command := exec.CommandContext(ctx, self)
	command.Env = append(os.Environ(), childTarget+"="+path, childURL+"="+url)
	command.Env = append(command.Env, env...)
	return command
}

func runChild(t testing.TB, url, path string, env ...string) (output string, code int) {
	t.Helper()
	out, err := childCommand(t.Context(), t, url, path, env...).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), exit.ExitCode()
	}
	require.NoError(t, err, string(out))
	return string(out), 0
}
