package transfer_test

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/internal/transfer/partial"
)

// damage does something to the partial file.
type damage func(t *testing.T, part string)

func cutOff(n int64) damage {
	return func(t *testing.T, part string) {
		t.Helper()
		info, err := os.Stat(part)
		require.NoError(t, err)
		require.NoError(t, os.Truncate(part, max(0, info.Size()-n)))
	}
}

func overwrite(at int64, text string) damage {
	return func(t *testing.T, part string) {
		t.Helper()
		f, err := os.OpenFile(part, os.O_WRONLY, 0)
		require.NoError(t, err)
		_, err = f.WriteAt([]byte(text), at)
		require.NoError(t, err)
		require.NoError(t, f.Close())
	}
}

func streams() map[string]transfer.Options {
	return map[string]transfer.Options{"one stream": single(), "ranges": ranged()}
}

// Whatever another program, or a bad disk, does to the partial file, the checksum that is reported is that of the file.
func TestPartialFileThatIsChangedMeanwhile(t *testing.T) {
	for name, change := range map[string]damage{
		"is cut off":             cutOff(50_000),
		"is emptied":             cutOff(1 << 30),
		"is written into":        overwrite(5_000, "other bytes"),
		"is written to its end":  overwrite(size-5, "other"),
		"is written beyond it":   overwrite(size, "other"),
		"is filled with zeros":   overwrite(0, strings.Repeat("\x00", 50_000)),
		"is changed by one byte": overwrite(3, "\x21"),
	} {
		for kind, options := range streams() {
			simulate(t, name+", "+kind, func(t *testing.T) {
				o, path := newOrigin(t, media(size, 1)), target(t)
				o.serveWith(drip(10_000, time.Second))
				var once sync.Once
				options.Progress = func(p transfer.Progress) {
					if p.Done > size/2 {
						once.Do(func() { change(t, path+".part") })
					}
				}
				requireFetched(t, o, path, options)
			})
		}
	}
}

func TestDiskThatKeepsOtherBytesIsGivenUp(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		options := transfer.WithDisk(ranged(), func(d partial.Disk) partial.Disk { return &forgetful{d} })
		_, err := toFile(t, o, path, options)
		require.ErrorIs(t, err, transfer.ErrLocal)
		require.ErrorContains(t, err, "other bytes than were written")
		require.NoFileExists(t, path)
		requireFetched(t, o, path, ranged())
	})
}

// forgetful is a disk that loses one byte of every write.
type forgetful struct{ partial.Disk }

func (f *forgetful) WriteAt(p []byte, off int64) (int, error) {
	changed := append([]byte{p[0] + 1}, p[1:]...)
	return f.Disk.WriteAt(changed, off)
}

func TestDiskThatCannotBeReadOnceIsReadAgain(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		options := transfer.WithDisk(single(), func(d partial.Disk) partial.Disk { return &unreadable{Disk: d} })
		requireFetched(t, o, path, options)
	})
}

// unreadable is a disk whose first read fails.
type unreadable struct {
	partial.Disk
	read bool
}

func (u *unreadable) ReadAt(p []byte, off int64) (int, error) {
	if !u.read {
		u.read = true
		return 0, syscall.EIO
	}
	return u.Disk.ReadAt(p, off)
}

// The bytes of a partial file may be lost in a power cut although what claims them is not.
func TestPartialFileThatWasChangedBetweenTwoRuns(t *testing.T) {
	bare := media(size, 1)
	bare.etag, bare.modified = "", time.Time{}
	for name, content := range map[string]object{"": media(size, 1), ", without a validator": bare} {
		for change, test := range map[string]struct {
			damage
			kept bool
		}{
			"is cut off":      {cutOff(30_000), false},
			"is gone":         {func(t *testing.T, part string) { require.NoError(t, os.Remove(part)) }, false},
			"is written into": {overwrite(20_000, "other bytes"), false},
			"grew":            {overwrite(100_000, "more"), true},
		} {
			for kind, options := range streams() {
				simulate(t, change+name+", "+kind, func(t *testing.T) {
					o, path := newOrigin(t, content), target(t)
					leavePart(t, o, path, 100_000, options)
					test.damage(t, path+".part")
					result := requireFetched(t, o, path, options)
					if test.kept {
						require.Positive(t, result.ResumedBytes)
					}
				})
			}
		}
	}
	for name, content := range map[string]object{"by its tag": media(10<<20, 1), "by comparing": {data: media(10<<20, 1).data}} {
		simulate(t, "goes on before where it was cut off, "+name, func(t *testing.T) {
			o, path := newOrigin(t, content), target(t)
			leavePart(t, o, path, 9<<20, single())
			cutOff(300_000)(t, path+".part")
			result := requireFetched(t, o, path, single())
			require.Equal(t, int64(8<<20), result.ResumedBytes)
			require.Len(t, o.asked(), 3, "in one request")
		})
	}
	simulate(t, "costs only what was damaged", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 200_000, ranged())
		overwrite(20_000, "other bytes")(t, path+".part")
		before := o.bytesSent()
		result := requireFetched(t, o, path, ranged())
		require.LessOrEqual(t, o.bytesSent()-before, size-result.ResumedBytes)
	})
}

// The object was replaced by one that only its tag distinguishes; a flipped bit must not make one of both.
func TestStateFileWithAFlippedBit(t *testing.T) {
	simulated(t, func(t *testing.T) {
		before, after := media(20_000, 1), media(20_000, 2)
		before.etag, after.etag, after.modified = `"1"`, `"3"`, before.modified // a bit apart
		o, path := newOrigin(t, before), target(t)
		leavePart(t, o, path, 10_000, single())
		o.replace(after)
		state, err := os.ReadFile(path + ".part.json")
		require.NoError(t, err)
		part, err := os.ReadFile(path + ".part")
		require.NoError(t, err)
		tag := bytes.Index(state, []byte("etag"))
		for bit := 8 * tag; bit < 8*(tag+14); bit++ {
			flipped := bytes.Clone(state)
			flipped[bit/8] ^= 1 << (bit % 8)
			require.NoError(t, os.WriteFile(path+".part.json", flipped, 0o600))
			require.NoError(t, os.WriteFile(path+".part", part, 0o600))
			result, err := toFile(t, o, path, single())
			require.NoError(t, err, "bit %d", bit)
			requireWhole(t, path, result, after.data)
			require.NoError(t, os.Remove(path))
		}
	})
}
