package transfer_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/internal/transfer/partial"
)

// refreshTo gives out another URL of the same origin.
func refreshTo(path string, before ...func()) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		for _, f := range before {
			f()
		}
		return originURL + path, nil
	}
}

// disk is a partial file on a disk that fails.
type disk struct {
	partial.Disk
	space     atomic.Int64 // bytes that may still be written; 0 is no limit
	hasNoRoom bool
	failSync  bool
	failClose bool
}

func (d *disk) WriteAt(p []byte, off int64) (int, error) {
	if d.space.Load() > 0 && d.space.Add(-int64(len(p))) <= 0 {
		d.space.Store(1)
		return 0, syscall.ENOSPC
	}
	return d.Disk.WriteAt(p, off)
}

func (d *disk) HasRoom(size int64) error {
	if d.hasNoRoom {
		return syscall.ENOSPC
	}
	return d.Disk.HasRoom(size)
}

func (d *disk) Sync() error {
	if d.failSync {
		return syscall.EIO
	}
	return d.Disk.Sync()
}

func (d *disk) Close() error {
	err := d.Disk.Close()
	if d.failClose {
		return syscall.EIO
	}
	return err
}

func TestFailingDisk(t *testing.T) {
	for name, test := range map[string]struct {
		disk    func(*disk)
		options transfer.Options
		cause   error
		resumes bool
	}{
		"full before the first byte":  {func(d *disk) { d.hasNoRoom = true }, single(), syscall.ENOSPC, false},
		"full half-way":               {func(d *disk) { d.space.Store(size / 2) }, ranged(), syscall.ENOSPC, true},
		"cannot sync":                 {func(d *disk) { d.failSync = true }, ranged(), syscall.EIO, true},
		"cannot close":                {func(d *disk) { d.failClose = true }, ranged(), syscall.EIO, true},
		"full within the first write": {func(d *disk) { d.space.Store(1_000) }, single(), syscall.ENOSPC, false},
	} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			bad := transfer.WithDisk(test.options, func(f partial.Disk) partial.Disk {
				d := &disk{Disk: f}
				test.disk(d)
				return d
			})
			_, err := toFile(t, o, path, bad)
			require.ErrorIs(t, err, transfer.ErrLocal)
			require.ErrorIs(t, err, test.cause)
			require.NoFileExists(t, path)
			if test.resumes {
				require.FileExists(t, path+".part")
			} else {
				requireAlone(t, path)
			}

			result, err := toFile(t, o, path, test.options)
			require.NoError(t, err, "the next run finishes")
			requireWhole(t, path, result, o.object.data)
			require.Equal(t, test.resumes, result.ResumedBytes > 0)
		})
	}
}

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
	require.ErrorIs(t, err, transfer.ErrLocal)
	require.Empty(t, o.asked(), "nothing is sent")
	require.NotContains(t, err.Error(), filepath.Dir(path)+string(filepath.Separator))
}

func TestExistingTarget(t *testing.T) {
	for name, mode := range map[string]os.FileMode{"writable": 0o644, "read-only": 0o444} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			require.NoError(t, os.WriteFile(path, []byte("mine"), mode))
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
			result, err := toFile(t, o, path, options)
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
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

func TestFailureBeforeTheFirstByteLeavesNothingBehind(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), status(http.StatusGone)), target(t)
		_, err := toFile(t, o, path, single())
		require.ErrorIs(t, err, transfer.ErrNotFound)
		requireAlone(t, path)
	})
}

func TestStateThatCannotBeBelievedIsNotUsed(t *testing.T) {
	good := func(t *testing.T, path string) string {
		state, err := os.ReadFile(path + ".part.json")
		require.NoError(t, err)
		return string(state)
	}
	for name, spoil := range map[string]func(state string) string{
		"empty":                       func(string) string { return "" },
		"not JSON":                    func(string) string { return "hello\n" },
		"of a future version":         func(s string) string { return strings.Replace(s, `"streamdl":1`, `"streamdl":2`, 1) },
		"of another program":          func(string) string { return `{"url":"x"}` + "\n" },
		"of another source":           func(s string) string { return strings.Replace(s, `"source":"`, `"source":"0`, 1) },
		"claiming overlapping bytes":  func(s string) string { return s + "[5,10,0]\n" },
		"claiming beyond the end":     func(s string) string { return s + "[290000,300001,0]\n" },
		"claiming negative bytes":     func(s string) string { return s + "[-5,10,0]\n" },
		"claiming words":              func(s string) string { return s + `["a","b"]` + "\n" },
		"one endless line":            func(s string) string { return s + strings.Repeat("1", 100_000) },
		"claiming what is not there":  func(s string) string { return strings.Split(s, "\n")[0] + "\n[0,200000,77]\n" },
		"claiming bytes in a hole":    func(s string) string { return s + "[200000,250000,1]\n" },
		"with a total of minus seven": func(s string) string { return strings.Replace(s, `"total":300000`, `"total":-7`, 1) },
	} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			leavePart(t, o, path, 100_000, single())
			require.NoError(t, os.WriteFile(path+".part.json", []byte(spoil(good(t, path))), 0o600))
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
		})
	}
	simulate(t, "but half a last line costs only that line", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		require.NoError(t, os.WriteFile(path+".part.json", []byte(good(t, path)+"[100000,1"), 0o600))
		leavePart(t, o, path, 50_000, single())
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, int64(150_000), result.ResumedBytes)
	})
}

func TestBytesThatWentBadOnDiskAreFetchedAgain(t *testing.T) {
	for name, options := range map[string]transfer.Options{"one stream": single(), "ranges": ranged()} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			leavePart(t, o, path, 10_000, options)
			spoil(t, path+".part", 5_000)
			result, err := toFile(t, o, path, options)
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
		})
	}
	simulate(t, "in the middle of what four streams left", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.Header.Get("Range"), "bytes=212992-") {
				// The other streams get everything else meanwhile.
				time.Sleep(500 * time.Millisecond)
				w.WriteHeader(http.StatusGone)
				return
			}
			serve(o, w, r)
		})
		_, err := toFile(t, o, path, ranged())
		require.ErrorIs(t, err, transfer.ErrNotFound)
		spoil(t, path+".part", 100_000)
		o.serveWith(serve)
		before := o.bytesSent()
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Positive(t, result.ResumedBytes)
		require.Less(t, o.bytesSent()-before, int64(size/2), "only what is missing or spoilt")
	})
}

func spoil(t *testing.T, path string, at int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = f.WriteAt(make([]byte, 4096), at)
	require.NoError(t, err)
	require.NoError(t, f.Close())
}
