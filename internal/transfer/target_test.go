package transfer_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestTargetThatCannotBeWritten(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, path string){
		"is a folder":              func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o755)) },
		"is a symbolic link":       func(t *testing.T, path string) { require.NoError(t, os.Symlink("elsewhere", path)) },
		"has a folder for a part":  func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path+".part", 0o755)) },
		"has a link for a part":    func(t *testing.T, path string) { require.NoError(t, os.Symlink("elsewhere", path+".part")) },
		"has a link for its state": func(t *testing.T, path string) { require.NoError(t, os.Symlink("elsewhere", path+".part.json")) },
		"is in a folder that is no folder": func(t *testing.T, path string) {
			require.NoError(t, os.RemoveAll(filepath.Dir(path)))
			require.NoError(t, os.WriteFile(filepath.Dir(path), nil, 0o600))
		},
		"is in a folder that is not there": func(t *testing.T, path string) { require.NoError(t, os.RemoveAll(filepath.Dir(path))) },
	} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), filepath.Join(t.TempDir(), "folder", "video.mp4")
			require.NoError(t, os.Mkdir(filepath.Dir(path), 0o755))
			prepare(t, path)
			refuseLocally(t, o, path)
			require.NoFileExists(t, filepath.Join(filepath.Dir(path), "elsewhere"))
		})
	}
	simulate(t, "has a name that is too long", func(t *testing.T) {
		refuseLocally(t, newOrigin(t, media(size, 1)), filepath.Join(t.TempDir(), strings.Repeat("x", 300)))
	})
	simulate(t, "is a device", func(t *testing.T) {
		refuseLocally(t, newOrigin(t, media(size, 1)), os.DevNull)
	})
}

// refuseLocally asserts that the target is refused before anything is sent, even where an existing file may be replaced,
// and that nothing comes of it.
func refuseLocally(t *testing.T, o *origin, path string) {
	t.Helper()
	before, _ := filepath.Glob(path + "*")
	_, err := toFile(t, o, path, overwriting())
	for _, err := range []error{err, transfer.CheckTarget(path, true)} {
		require.ErrorIs(t, err, transfer.ErrLocal)
		require.NotContains(t, err.Error(), filepath.Dir(path)+string(filepath.Separator))
	}
	require.Empty(t, o.asked(), "nothing is sent")
	after, _ := filepath.Glob(path + "*")
	require.Equal(t, before, after)
}

func overwriting() transfer.Options {
	return transfer.Options{AllowHTTP: true, Streams: 1, Overwrite: true}
}

// mine is what a file has that is not to be replaced.
const mine = "mine"

func create(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(mine), mode))
	require.NoError(t, os.Chmod(path, mode))
}

func requireMine(t *testing.T, path string) {
	t.Helper()
	kept, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, mine, string(kept))
}

func TestCheckOfATargetLeavesItAsItIs(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		require.NoError(t, transfer.CheckTarget(path, false))
		requireAlone(t, path)
		require.ErrorIs(t, transfer.CheckTarget("", false), transfer.ErrInvalid)

		leavePart(t, o, path, 100_000, single())
		require.NoError(t, transfer.CheckTarget(path, false))
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		require.Equal(t, int64(100_000), result.ResumedBytes)

		require.ErrorIs(t, transfer.CheckTarget(path, false), transfer.ErrExists)
		require.NoError(t, transfer.CheckTarget(path, true))
		requireWhole(t, path, result, o.object.data)
	})
}

func TestExistingTarget(t *testing.T) {
	for name, mode := range map[string]os.FileMode{"writable": 0o644, "read-only": 0o444, "private": 0o600, "for a group": 0o660, "for nobody": 0} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			create(t, path, mode)
			_, err := toFile(t, o, path, single())
			require.ErrorIs(t, err, transfer.ErrExists)
			require.ErrorIs(t, err, transfer.ErrLocal)
			require.Empty(t, o.asked(), "nothing is sent")
			requireAlone(t, path)
			requireMine(t, path)

			o.serveWith(after(func(*origin) {
				part, err := os.Stat(path + ".part")
				require.NoError(t, err)
				require.Equal(t, mode|0o600, part.Mode(), "nobody may read what takes the place of a private file")
			}, serve))
			requireFetched(t, o, path, overwriting())
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, mode, info.Mode())
		})
	}
	simulate(t, "stays as it is until the new one is whole", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(100_000), status(410)), target(t)
		create(t, path, 0o600)
		_, err := toFile(t, o, path, overwriting())
		require.Error(t, err)
		requireMine(t, path)
	})
}

func TestTargetThatChangesDuringTheTransfer(t *testing.T) {
	for name, test := range map[string]struct {
		options      transfer.Options
		change, then func(t *testing.T, path string)
		err          error
	}{
		"by a file that appears is not replaced": {
			single(), func(t *testing.T, path string) { create(t, path, 0o600) }, requireMine, transfer.ErrExists},
		"by a folder that appears is an error": {
			overwriting(), func(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o755)) },
			func(t *testing.T, path string) { require.FileExists(t, path+".part") }, transfer.ErrLocal},
		"by a symbolic link that appears is an error": {
			overwriting(), func(t *testing.T, path string) { require.NoError(t, os.Symlink("elsewhere", path)) },
			func(t *testing.T, path string) { require.FileExists(t, path+".part") }, transfer.ErrLocal},
		"by its folder that vanishes is an error": {
			single(), func(t *testing.T, path string) { require.NoError(t, os.RemoveAll(filepath.Dir(path))) },
			func(t *testing.T, path string) { require.NoFileExists(t, path) }, transfer.ErrLocal},
		// Whoever removes the partial file by hand sets a second process free to begin another.
		"by a partial file of another process is an error": {
			single(), func(t *testing.T, path string) {
				require.NoError(t, os.Remove(path+".part"))
				create(t, path+".part", 0o600)
			}, func(t *testing.T, path string) { require.NoFileExists(t, path) }, transfer.ErrLocal},
	} {
		simulate(t, name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "folder", "video.mp4")
			require.NoError(t, os.Mkdir(filepath.Dir(path), 0o755))
			o := newOrigin(t, media(size, 1), after(func(*origin) { test.change(t, path) }, serve))
			_, err := toFile(t, o, path, test.options)
			require.ErrorIs(t, err, test.err)
			test.then(t, path)
		})
	}
}

func TestManyTransfersToTheSameTargetAtOnce(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(drip(10_000, time.Second))
		var finished, locked atomic.Int64
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				_, err := toFile(t, o, path, single())
				switch {
				case err == nil:
					finished.Add(1)
				case errors.Is(err, transfer.ErrLocked) && errors.Is(err, transfer.ErrLocal):
					locked.Add(1)
				}
			})
		}
		group.Wait()
		require.Equal(t, int64(1), finished.Load())
		require.Equal(t, int64(19), locked.Load())
		require.Len(t, o.asked(), 1, "the others send nothing")
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), sum(got))
		requireAlone(t, path)
	})
}
