package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
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

// refuseLocally asserts that the target is refused before anything is sent,
// even where an existing file may be replaced.
func refuseLocally(t *testing.T, o *origin, path string) {
	t.Helper()
	options := single()
	options.Overwrite = true
	_, err := toFile(t, o, path, options)
	for _, err := range []error{err, transfer.CheckTarget(path, true)} {
		require.ErrorIs(t, err, transfer.ErrLocal)
		require.NotContains(t, err.Error(), filepath.Dir(path)+string(filepath.Separator))
	}
	require.Empty(t, o.asked(), "nothing is sent")
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

func TestNameThatIsAsLongAsItCanBe(t *testing.T) {
	for _, length := range []int{240, 246, 250, 255} {
		simulate(t, fmt.Sprint(length), func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), filepath.Join(t.TempDir(), strings.Repeat("x", length-4)+".mp4")
			o.serveWith(serve, cut(100_000), status(410))
			_, err := toFile(t, o, path, single())
			require.ErrorIs(t, err, transfer.ErrNotFound)
			require.FileExists(t, transfer.PartPath(path))
			result := requireFetched(t, o, path, single())
			require.Equal(t, int64(100_000), result.ResumedBytes)
		})
	}
}

func TestExistingTarget(t *testing.T) {
	for name, mode := range map[string]os.FileMode{"writable": 0o644, "read-only": 0o444, "private": 0o600, "for a group": 0o660, "for nobody": 0} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			require.NoError(t, os.WriteFile(path, []byte("mine"), mode))
			require.NoError(t, os.Chmod(path, mode))
			_, err := toFile(t, o, path, single())
			require.ErrorIs(t, err, transfer.ErrExists)
			require.ErrorIs(t, err, transfer.ErrLocal)
			require.Empty(t, o.asked(), "nothing is sent")
			requireAlone(t, path)
			kept, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, "mine", string(kept))

			options := single()
			options.Overwrite = true
			o.serveWith(after(func(*origin) {
				part, err := os.Stat(path + ".part")
				require.NoError(t, err)
				require.Equal(t, mode|0o600, part.Mode(), "nobody may read what takes the place of a private file")
			}, serve))
			result, err := toFile(t, o, path, options)
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, mode, info.Mode())
		})
	}
	simulate(t, "stays as it is until the new one is whole", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(100_000), status(410)), target(t)
		require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
		options := single()
		options.Overwrite = true
		_, err := toFile(t, o, path, options)
		require.Error(t, err)
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "mine", string(kept))
	})
	simulate(t, "that appears during the transfer is not replaced", func(t *testing.T) {
		path := target(t)
		appear := func(*origin) { require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600)) }
		o := newOrigin(t, media(size, 1), after(appear, serve))
		_, err := toFile(t, o, path, single())
		require.ErrorIs(t, err, transfer.ErrExists)
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, "mine", string(kept))
	})
	simulate(t, "that becomes a folder during the transfer is an error", func(t *testing.T) {
		path := target(t)
		appear := func(*origin) { require.NoError(t, os.Mkdir(path, 0o755)) }
		o := newOrigin(t, media(size, 1), after(appear, serve))
		options := single()
		options.Overwrite = true
		_, err := toFile(t, o, path, options)
		require.ErrorIs(t, err, transfer.ErrLocal)
		require.FileExists(t, path+".part")
	})
}

func TestFolderThatVanishesDuringTheTransferIsAnError(t *testing.T) {
	simulated(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "folder", "video.mp4")
		require.NoError(t, os.Mkdir(filepath.Dir(path), 0o755))
		vanish := func(*origin) { require.NoError(t, os.RemoveAll(filepath.Dir(path))) }
		o := newOrigin(t, media(size, 1), after(vanish, serve))
		_, err := toFile(t, o, path, single())
		require.ErrorIs(t, err, transfer.ErrLocal)
	})
}

func TestSecondTransferToTheSameTargetIsRefused(t *testing.T) {
	simulated(t, func(t *testing.T) {
		path := target(t)
		var second error
		var sent int
		o := newOrigin(t, media(size, 1))
		o.serveWith(serve, after(func(o *origin) {
			_, second = transfer.ToFile(context.Background(), o.file(), path, o.reach(single()))
			sent = len(o.asked())
		}, serve))
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		require.ErrorIs(t, second, transfer.ErrLocked)
		require.ErrorIs(t, second, transfer.ErrLocal)
		require.Equal(t, 1, sent, "the second sends nothing")
		requireWhole(t, path, result, o.object.data)
	})
}

func TestManyTransfersToTheSameTargetAtOnce(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		var finished atomic.Int64
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				_, err := toFile(t, o, path, ranged())
				if err == nil {
					finished.Add(1)
					return
				}
				assert.True(t, errors.Is(err, transfer.ErrLocked) || errors.Is(err, transfer.ErrExists), "%v", err)
			})
		}
		group.Wait()
		require.Equal(t, int64(1), finished.Load())
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), sum(got))
		requireAlone(t, path)
	})
}
