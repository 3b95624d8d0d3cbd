package transfer_test

import (
	"bytes"
	"context"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

// Servers that are within their rights, or nearly, and that a careless client makes a wrong file from.

// A kill may leave everything but the first range. Its bytes have none before them to compare.
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
			result, err := toFile(t, o, path, options)
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
		})
	}
}

func undated(o *origin, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "video/mp4")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(o.current().data))
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

func TestResponseWithoutLengthThatEndsBeforeWhatIsThereIsNotTheEnd(t *testing.T) {
	both(t, func(t *testing.T, fetch fetcher) {
		shorter := func(o *origin, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "video/mp4")
			w.Header().Set("ETag", o.current().etag)
			_ = http.NewResponseController(w).Flush()
			_, _ = w.Write(o.current().data[:50_000])
		}
		o := newOrigin(t, media(size, 1), cutting(100_000, lengthless), shorter)
		result, err := fetch(o, single())
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), result.SHA256)
	})
}

// A 416 often comes without the tag, which would be no proof that the file is complete.
func TestNothingIsAskedForBeyondALengthThatWasLearnt(t *testing.T) {
	both(t, func(t *testing.T, fetch fetcher) {
		o := newOrigin(t, media(size, 1), cutting(200_000, lengthless))
		result, err := fetch(o, single())
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), result.SHA256)
		require.Equal(t, []string{"", "bytes=0-"}, o.asked())
	})
}

func TestServersWithATagOfEachGiveTheFileInOneResponse(t *testing.T) {
	simulated(t, func(t *testing.T) {
		var requests atomic.Int64
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			labelled("ETag", fmt.Sprintf(`"backend-%d"`, requests.Add(1)%2))(o, w, r)
		})
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
	})
}

func TestAFewWrongRangesDoNotTurnRangesOffForGood(t *testing.T) {
	odd := labelled("ETag", "")
	both(t, func(t *testing.T, fetch fetcher) {
		o := newOrigin(t, media(size, 1))
		o.serveWith(serve, cut(50_000), odd, cut(40_000), odd, cut(100_000), cut(50_000), cut(50_000))
		result, err := fetch(o, single())
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), result.SHA256)
		require.NotContains(t, o.asked()[1:], "", "no cut makes all of it come again")
	})
	simulate(t, "the first of each of many ranges", func(t *testing.T) {
		var asked sync.Map
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			asked.LoadOrStore("bytes=0-16383", true) // from which the tag is known
			if _, again := asked.LoadOrStore(r.Header.Get("Range"), true); !again {
				odd(o, w, r)
				return
			}
			serve(o, w, r)
		})
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.NotContains(t, o.asked(), "")
	})
}

func TestARangeThatIsAlwaysWrongIsDoneWithout(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.Header.Get("Range"), "bytes=98304-") {
				labelled("Content-Range", "bytes 0-1/7")(o, w, r)
				return
			}
			serve(o, w, r)
		})
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
	})
}

// The other ranges are asked for as soon as the first response has shown that more can work, before a byte of it is there.
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
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
	})
}

// Whoever removes the partial file by hand sets a second process free to begin another.
func TestPartialFileThatWasReplacedMeanwhileDoesNotBecomeTheTarget(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(serve, after(func(*origin) {
			require.NoError(t, os.Remove(path+".part"))
			require.NoError(t, os.WriteFile(path+".part", []byte("of another process"), 0o600))
		}, serve))
		_, err := toFile(t, o, path, single())
		require.ErrorIs(t, err, transfer.ErrLocal)
		require.ErrorContains(t, err, "removed or replaced meanwhile")
		require.NoFileExists(t, path)
	})
}

func TestStateFileThatCannotBeOpenedLeavesNoPartialFile(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		require.NoError(t, os.Symlink("elsewhere", path+".part.json"))
		_, err := toFile(t, o, path, single())
		require.ErrorIs(t, err, transfer.ErrLocal)
		require.NoFileExists(t, path+".part")
		require.Empty(t, o.asked())
	})
}

func TestWriterThatGetsNothingIsToldTheStatus(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o := newOrigin(t, media(size, 1), status(http.StatusRequestedRangeNotSatisfiable, "Content-Range", "bytes */300000"))
		_, err := transfer.ToWriter(context.Background(), o.file(), &bytes.Buffer{}, o.reach(single()))
		require.ErrorContains(t, err, "416")
		require.NotErrorIs(t, err, transfer.ErrChanged)
	})
}

// No context ends the reading of what follows a 101.
func TestSwitchedProtocolsAreRefusedAtOnce(t *testing.T) {
	both(t, func(t *testing.T, fetch fetcher) {
		o := newOrigin(t, media(size, 1))
		o.serveWith(func(o *origin, w http.ResponseWriter, _ *http.Request) {
			connection, _, _ := http.NewResponseController(w).Hijack()
			defer connection.Close()
			_, _ = io.WriteString(connection, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n")
			<-o.stop
		})
		start := time.Now()
		_, err := fetch(o, single())
		require.ErrorContains(t, err, "101")
		require.Zero(t, time.Since(start))
	})
}

// deaf is a transport whose bodies do not heed the context of the request, but only being closed.
type deaf struct{}

func (deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	body, writer := io.Pipe()
	go func() { _, _ = writer.Write(media(100, 1).data) }()
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"video/mp4"}}, ContentLength: size, Body: body, Request: r,
	}, nil
}

func TestBodyThatHeedsNoContextIsClosed(t *testing.T) {
	both(t, func(t *testing.T, fetch fetcher) {
		options := single()
		options.Client = &http.Client{Transport: deaf{}}
		start := time.Now()
		_, err := fetch(newOrigin(t, media(size, 1)), options)
		require.ErrorIs(t, err, transfer.ErrStalled)
		require.GreaterOrEqual(t, time.Since(start), 5*30*time.Second)
	})
}

func TestUnitOfARangeMayBeInCapitals(t *testing.T) {
	capital := func(o *origin, w http.ResponseWriter, r *http.Request) {
		serve(o, &capitals{w}, r)
	}
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(capital, cutting(100_000, capital))
		result, err := toFile(t, o, path, single())
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, []string{"", "bytes=100000-299999"}, o.asked())
	})
}

type capitals struct{ http.ResponseWriter }

func (c *capitals) WriteHeader(code int) {
	c.Header().Set("Content-Range", strings.ToUpper(c.Header().Get("Content-Range")))
	c.ResponseWriter.WriteHeader(code)
}
