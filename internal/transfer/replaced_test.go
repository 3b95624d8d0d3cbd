package transfer_test

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/internal/transfer/partial"
)

func TestReplacedObject(t *testing.T) {
	replace := func(seed byte) func(*origin) {
		return func(o *origin) { o.replace(media(size, seed)) }
	}
	t.Run("between two runs is fetched afresh", func(t *testing.T) {
		for name, options := range map[string]transfer.Options{"one stream": single(), "ranges": ranged()} {
			simulate(t, name, func(t *testing.T) {
				for range 20 {
					o, path := newOrigin(t, media(size, 1)), target(t)
					leavePart(t, o, path, 10_000, options)
					o.replace(media(size, 2))
					result := requireFetched(t, o, path, options)
					require.Zero(t, result.ResumedBytes)
				}
			})
		}
	})
	simulate(t, "between two runs with the tag ignored by the server is fetched afresh", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.replace(media(size, 2))
		o.serveWith(ignoringIfRange)
		requireFetched(t, o, path, single())
	})
	simulate(t, "without validators is noticed by comparing", func(t *testing.T) {
		bare := func(seed byte) object {
			content := media(size, seed)
			content.etag, content.modified = "", time.Time{}
			return content
		}
		o, path := newOrigin(t, bare(1)), target(t)
		leavePart(t, o, path, 100_000, single())
		o.replace(bare(2))
		requireFetched(t, o, path, single())
	})
	simulate(t, "of a file that was complete but for its name is noticed", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		failing := transfer.WithDisk(single(), func(f partial.Disk) partial.Disk { return &disk{Disk: f, failSync: true} })
		_, err := toFile(t, o, path, failing)
		require.ErrorIs(t, err, transfer.ErrLocal)
		o.replace(media(size, 2))
		requireFetched(t, o, path, single())
	})
	t.Run("once during the run starts over once", func(t *testing.T) {
		for name, options := range map[string]transfer.Options{"one stream": single(), "ranges": ranged()} {
			simulate(t, name, func(t *testing.T) {
				o, path := newOrigin(t, media(size, 1), cut(10_000), after(replace(2), serve)), target(t)
				result, err := toFile(t, o, path, options)
				require.NoError(t, err)
				requireWhole(t, path, result, media(size, 2).data)
			})
		}
	})
	simulate(t, "while four streams are at it starts over once", func(t *testing.T) {
		for range 30 {
			o, path := newOrigin(t, media(size, 1), serve, serve, after(replace(2), serve)), target(t)
			result, err := toFile(t, o, path, ranged())
			require.NoError(t, err)
			requireWhole(t, path, result, media(size, 2).data)
		}
	})
	simulate(t, "twice during the run is an error", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1),
			cut(100_000), after(replace(2), serve), cut(100_000), after(replace(3), serve)), target(t)
		_, err := toFile(t, o, path, single())
		require.ErrorIs(t, err, transfer.ErrChanged)
		require.NoFileExists(t, path)
	})
	t.Run("by a longer or shorter one starts over", func(t *testing.T) {
		for _, other := range []int{size / 3, size * 2} {
			simulate(t, fmt.Sprint(other), func(t *testing.T) {
				change := func(o *origin) { o.replace(media(other, 2)) }
				o, path := newOrigin(t, media(size, 1), cut(150_000), after(change, serve)), target(t)
				result, err := toFile(t, o, path, single())
				require.NoError(t, err)
				requireWhole(t, path, result, media(other, 2).data)
			})
		}
	})
}

// Servers that are within their rights, or nearly, and that a careless client makes a wrong file from.

// A crash may leave everything but the first range. Its bytes have none before them to compare.
func TestHoleAtTheStartIsNotFilledFromAnUnprovenResponse(t *testing.T) {
	options := ranged()
	for name, forgetful := range map[string]answer{
		"that has lost its tag":              labelled("ETag", ""),
		"that has lost its tag and its date": func(o *origin, w http.ResponseWriter, r *http.Request) { undated(o, w, r) },
	} {
		simulate(t, "of a server "+name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			leaveHoleAtStart(t, o, path, options)
			o.replace(media(size, 2))
			o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
				r = r.Clone(r.Context())
				r.Header.Del("If-Range")
				forgetful(o, w, r)
			})
			requireFetched(t, o, path, options)
		})
	}
}

// leaveHoleAtStart leaves a partial file in which only the bytes of the first range are missing.
func leaveHoleAtStart(t *testing.T, o *origin, path string, options transfer.Options) {
	t.Helper()
	leavePart(t, o, path, 100_000, options)
	state, err := os.ReadFile(path + ".part.json")
	require.NoError(t, err)
	header, _, _ := strings.Cut(string(state), "\n")
	data := o.current().data
	claim := func(from, to int) string {
		value := fmt.Sprintf("[%d,%d,%d]", from, to, checksum(data[from:to]))
		return fmt.Sprintf("%s %08x\n", value, checksum([]byte(value)))
	}
	claims := claim(int(options.RangeSize), size/2) + claim(size/2, size)
	require.NoError(t, os.WriteFile(path+".part.json", []byte(header+"\n"+claims), 0o600))
	require.NoError(t, os.WriteFile(path+".part", data, 0o600))
}

func checksum(data []byte) uint32 { return crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)) }

func TestServersWithATagOfEachGiveTheFileInOneResponse(t *testing.T) {
	simulated(t, func(t *testing.T) {
		var requests atomic.Int64
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			labelled("ETag", fmt.Sprintf(`"backend-%d"`, requests.Add(1)%2))(o, w, r)
		})
		requireFetched(t, o, path, ranged())
	})
}

// The other ranges are requested as soon as the first response has shown that more can work, before a byte of it is there.
func TestARangeWithoutAValidatorIsNotMixedWithTheFirst(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		slow := func(o *origin, w http.ResponseWriter, r *http.Request) {
			serve(o, &short{w, 100, func() { time.Sleep(200 * time.Millisecond) }}, r)
		}
		other := media(size, 2)
		other.etag, other.modified = "", time.Time{}
		untagged := func(_ *origin, w http.ResponseWriter, r *http.Request) {
			r = r.Clone(r.Context())
			r.Header.Del("If-Range")
			serve(&origin{object: other}, w, r)
		}
		o.serveWith(serve, slow, untagged, untagged, untagged)
		requireFetched(t, o, path, ranged())
	})
}
