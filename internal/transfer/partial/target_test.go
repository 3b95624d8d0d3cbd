package partial

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestPathFitsEveryFileSystem(t *testing.T) {
	names := []string{"film.mp4", strings.Repeat("é", 127)}
	for _, length := range []int{244, 245, 246, 250, 255} {
		names = append(names, strings.Repeat("x", length))
	}
	for _, name := range names {
		for _, path := range []string{Path("folder/" + name), statePath("folder/" + name)} {
			require.LessOrEqual(t, len(filepath.Base(path)), 255)
			require.Equal(t, "folder", filepath.Dir(path))
			require.True(t, utf8.ValidString(path))
		}
	}
	require.Equal(t, "folder/film.mp4.part", Path("folder/film.mp4"))
	require.NotEqual(t, Path(strings.Repeat("x", 250)+"1"), Path(strings.Repeat("x", 250)+"2"))
}

// Between the last check of the target and its name, another program may have created it.
func TestNameIsTakenOnlyIfItIsFree(t *testing.T) {
	for name, take := range map[string]func(part, target string) error{
		"by a link":                            hardLink,
		"where a file system has no links":     renameReserved,
		"the first that works of the two ways": func(_, target string) error { return (&File{target: target}).place() },
	} {
		t.Run(name, func(t *testing.T) {
			target := filepath.Join(t.TempDir(), "film.mp4")
			part := Path(target)
			require.NoError(t, os.WriteFile(part, []byte("new"), 0o600))
			require.NoError(t, os.WriteFile(target, []byte("of another program"), 0o600))
			err := take(part, target)
			require.True(t, errors.Is(err, fs.ErrExist) || errors.Is(err, ErrExists), "%v", err)
			requireContent(t, "of another program", target)
			requireContent(t, "new", part)

			require.NoError(t, os.Remove(target))
			require.NoError(t, take(part, target))
			requireContent(t, "new", target)
			require.NoFileExists(t, part)

			require.NoError(t, os.Remove(target))
			require.Error(t, take(part, target), "without a partial file")
			require.NoFileExists(t, target)
		})
	}
}

func requireContent(t *testing.T, want, path string) {
	t.Helper()
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

func TestWhatACrashLeftOfTakingANameIsRemoved(t *testing.T) {
	target := filepath.Join(t.TempDir(), "film.mp4")
	require.NoError(t, os.WriteFile(target, []byte("whole"), 0o600))
	require.NoError(t, os.Link(target, Path(target)))
	require.NoError(t, os.WriteFile(statePath(target), []byte("state"), 0o600))
	require.ErrorIs(t, Check(target, Options{}), ErrExists)
	require.NoFileExists(t, Path(target))
	require.NoFileExists(t, statePath(target))
	requireContent(t, "whole", target)
}

// Whoever else owns a partial file, or can reach it under another name, could change the finished one.
func TestPartialFileOfAnotherIsRefused(t *testing.T) {
	for name, path := range map[string]func(string) string{"bytes": Path, "state": statePath} {
		t.Run(name, func(t *testing.T) {
			target := filepath.Join(t.TempDir(), "film.mp4")
			other := filepath.Join(t.TempDir(), "other")
			require.NoError(t, os.WriteFile(other, []byte("planted"), 0o600))
			require.NoError(t, os.Link(other, path(target)))
			err := Check(target, Options{})
			require.ErrorIs(t, err, ErrLocal)
			require.ErrorContains(t, err, "belongs to another user, or has another name")
			requireContent(t, "planted", other)
		})
	}
}
