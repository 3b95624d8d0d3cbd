package transfer_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

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

func TestResponseThatIsNoMediaIsRefused(t *testing.T) {
	html := "<!DOCTYPE html><html><body>Object not found</body></html>"
	for name, response := range map[string]answer{
		"a page":                         page("text/html; charset=utf-8", html),
		"a page that claims to be video": page("video/mp4", html),
		"a page without a type":          labelledPage(html),
		"JSON":                           page("application/json", `{"success":false,"errors":[]}`),
		"JSON that claims to be video":   page("video/mp4", `{"success":false,"errors":[]}`),
		"plain text":                     page("text/plain", "error code: 1015"),
		"XML":                            page("application/xml", "<Error/><Error/><Error/>"),
		"a playlist":                     page("application/vnd.apple.mpegurl", "#EXTM3U #EXTM3U #EXTM3U"),
		"an unreadable type":             page("html;;;", html),
		"nothing":                        page("video/mp4", ""),
		"too few bytes for a file":       page("video/mp4", "\x00\x00\x00\x08ftyp"),
		"gzip":                           labelled("Content-Encoding", "gzip"),
		"brotli":                         labelled("Content-Encoding", "br"),
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), response)
				_, err := fetch(o, single())
				require.ErrorIs(t, err, transfer.ErrProtocol)
				require.Len(t, o.asked(), 1, "the same response would come again")
			})
		})
	}
}

func TestResponseThatMayBeMediaIsTaken(t *testing.T) {
	for _, contentType := range []string{"video/mp4", "audio/mp4", "audio/x-m4a", "application/mp4", "application/octet-stream", "binary/octet-stream", "VIDEO/MP4; codecs=avc1"} {
		simulate(t, contentType, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1), labelled("Content-Type", contentType)), target(t)
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			require.Equal(t, contentType, result.ContentType)
		})
	}
}

func TestPageInTheMiddleIsRefused(t *testing.T) {
	both(t, func(t *testing.T, fetch fetcher) {
		o := newOrigin(t, media(size, 1), cut(100_000), page("text/html", "<html>sign in</html>"))
		_, err := fetch(o, single())
		require.ErrorIs(t, err, transfer.ErrProtocol)
	})
}

func TestBodyLength(t *testing.T) {
	t.Run("shorter than promised is continued", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), cut(size-1))
			result, err := fetch(o, single())
			require.NoError(t, err)
			require.Equal(t, int64(size), result.Bytes)
			require.Equal(t, "bytes=299999-299999", o.asked()[1])
		})
	})
	t.Run("shorter than the range, though it ends in good order, is continued", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			shorter := func(o *origin, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Range", "bytes 100000-299999/300000")
				w.Header().Set("ETag", `"v1"`)
				w.WriteHeader(http.StatusPartialContent)
				_ = http.NewResponseController(w).Flush()
				_, _ = w.Write(o.current().data[100_000:200_000])
			}
			o := newOrigin(t, media(size, 1), cut(100_000), shorter)
			result, err := fetch(o, single())
			require.NoError(t, err)
			require.Equal(t, sum(o.object.data), result.SHA256)
			require.Equal(t, "bytes=200000-299999", o.asked()[2])
		})
	})
	t.Run("longer than promised is an error", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			longer := func(o *origin, w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Range", "bytes 100000-299999/300000")
				w.Header().Set("ETag", `"v1"`)
				w.WriteHeader(http.StatusPartialContent)
				_ = http.NewResponseController(w).Flush()
				_, _ = w.Write(append(o.current().data[100_000:], "more"...))
			}
			o := newOrigin(t, media(size, 1), cut(100_000), longer)
			_, err := fetch(o, single())
			require.ErrorIs(t, err, transfer.ErrProtocol)
			require.ErrorContains(t, err, "more bytes than promised")
			_, err = fetch(o, single())
			require.NoError(t, err, "the next run finishes")
		})
	})
	t.Run("that is not promised leaves the result unverified", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1))
			o.serveWith(lengthless)
			options := ranged()
			result, err := fetch(o, options)
			require.NoError(t, err)
			require.False(t, result.Verified)
			require.Equal(t, sum(o.object.data), result.SHA256)
			require.Len(t, o.asked(), 1, "one stream")
		})
	})
	t.Run("that is learnt on continuing verifies the result", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), cutting(100_000, lengthless))
			result, err := fetch(o, single())
			require.NoError(t, err)
			require.True(t, result.Verified)
			require.Equal(t, sum(o.object.data), result.SHA256)
		})
	})
}
