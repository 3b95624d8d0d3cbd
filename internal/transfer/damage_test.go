package transfer_test

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

// damage does something to the partial file.
type damage = func(t *testing.T, o *origin, path string)

func cutOff(n int64) damage {
	return func(t *testing.T, _ *origin, path string) {
		t.Helper()
		info, err := os.Stat(path + ".part")
		require.NoError(t, err)
		require.NoError(t, os.Truncate(path+".part", max(0, info.Size()-n)))
	}
}

func overwrite(at int64, text string) damage {
	return func(t *testing.T, _ *origin, path string) {
		t.Helper()
		f, err := os.OpenFile(path+".part", os.O_WRONLY, 0)
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
						once.Do(func() { change(t, o, path) })
					}
				}
				requireFetched(t, o, path, options)
			})
		}
	}
}

func TestDiskThatCannotBeReadOnceIsReadAgain(t *testing.T) {
	try(t, map[string]trial{"by the hash": {
		part: 100_000, resumed: 100_000, options: onDisk(single(), func(d *disk) { d.failRead = true })}})
}

// The bytes of a partial file may be lost in a power cut although what claims them is not.
func TestPartialFileThatWasChangedBetweenTwoRuns(t *testing.T) {
	trials := map[string]trial{}
	for name, content := range map[string]object{"by its tag": media(10<<20, 1), "by comparing": {data: media(10<<20, 1).data}} {
		trials["goes on before where it was cut off, "+name] = trial{
			object: content, part: 9 << 20, since: cutOff(300_000), resumed: 8 << 20, requests: 1}
	}
	for name, content := range map[string]object{"": media(size, 1), ", without a validator": bare(1)} {
		for kind, options := range streams() {
			for change, damage := range map[string]damage{
				"is cut off":      cutOff(30_000),
				"is gone":         func(t *testing.T, _ *origin, path string) { require.NoError(t, os.Remove(path+".part")) },
				"is written into": overwrite(20_000, "other bytes"),
			} {
				trials[change+name+", "+kind] = trial{object: content, part: 100_000, since: damage, options: options, resumed: whatever}
			}
			trials["grew"+name+", "+kind] = trial{
				object: content, part: 100_000, since: overwrite(100_000, "more"), options: options, resumed: some}
		}
	}
	trials["costs only what was damaged"] = trial{
		object: media(10<<20, 1), part: 9 << 20, since: overwrite(20_000, "other bytes"), resumed: 5 << 20,
		asked: []string{"bytes=9437184-10485759", "bytes=0-4194303"}}
	try(t, trials)
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
