package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestPrivateVideoIsExplained(t *testing.T) {
	for _, code := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), status(code))
				_, err := fetch(o, single())
				require.ErrorIs(t, err, transfer.ErrUnauthorized)
				require.ErrorContains(t, err, "signed URL")
				answered, ok := errors.AsType[*transfer.StatusError](err)
				require.True(t, ok)
				require.Equal(t, code, answered.StatusCode)
				require.Len(t, o.asked(), 1)
			})
		})
	}
}

func TestFileThatIsAboutToAppear(t *testing.T) {
	for _, code := range []int{http.StatusNotFound, http.StatusFailedDependency} {
		t.Run(fmt.Sprintf("%d is requested again", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), slices.Repeat([]answer{status(code)}, 6)...)
				options := single()
				options.ReadyGrace = time.Hour
				_, err := fetch(o, options)
				require.NoError(t, err)
				require.Len(t, o.asked(), 7, "more often than other failures")
			})
		})
		t.Run(fmt.Sprintf("%d is believed in the end", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1))
				o.serveWith(status(code))
				start := time.Now()
				_, err := fetch(o, single())
				require.ErrorIs(t, err, transfer.ErrNotFound)
				require.Equal(t, 30*time.Second, time.Since(start))
				require.Greater(t, len(o.asked()), 1)
			})
		})
		t.Run(fmt.Sprintf("%d is believed at once without grace", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), status(code))
				options := single()
				options.ReadyGrace = -1
				_, err := fetch(o, options)
				require.ErrorIs(t, err, transfer.ErrNotFound)
				require.Len(t, o.asked(), 1)
			})
		})
	}
	t.Run("but not one that vanished in the middle", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), cut(100_000), status(404))
			_, err := fetch(o, single())
			require.ErrorIs(t, err, transfer.ErrNotFound)
			require.Len(t, o.asked(), 2)
		})
	})
}

func TestServerTrouble(t *testing.T) {
	for _, code := range []int{408, 425, 429, 500, 502, 503, 504, 520, 522, 524} {
		t.Run(fmt.Sprintf("%d twice is overcome", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), status(code), status(code))
				_, err := fetch(o, single())
				require.NoError(t, err)
				require.Len(t, o.asked(), 3)
			})
		})
	}
	for _, code := range []int{400, 405, 410, 451, 501} {
		t.Run(fmt.Sprintf("%d is final", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), status(code))
				_, err := fetch(o, single())
				answered, ok := errors.AsType[*transfer.StatusError](err)
				require.True(t, ok, "%v", err)
				require.Equal(t, code, answered.StatusCode)
				require.Len(t, o.asked(), 1)
			})
		})
	}
	t.Run("without end gives up after six attempts", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1))
			o.serveWith(status(503))
			bodies := &countingBodies{RoundTripper: o.client.Transport}
			options := single()
			options.Client = &http.Client{Transport: bodies}
			_, err := fetch(o, options)
			require.ErrorContains(t, err, "gave up after 6 attempts without progress: the server answered 503")
			require.Len(t, o.asked(), 6)
			require.Equal(t, 6, bodies.opened)
			require.Equal(t, 6, bodies.closed)
		})
	})
	t.Run("between new bytes does not add up", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), slices.Repeat([]answer{cut(20_000), status(503), status(503)}, 8)...)
			result, err := fetch(o, single())
			require.NoError(t, err)
			require.Equal(t, int64(size), result.Bytes)
		})
	})
	t.Run("with a cut at the same byte every time gives up", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1))
			o.serveWith(cutting(100_000, rangeless))
			_, err := fetch(o, single())
			require.ErrorContains(t, err, "gave up")
			require.Len(t, o.asked(), 7, "one with progress, six without")
		})
	})
}

// countingBodies counts the bodies of responses, and those that were closed.
type countingBodies struct {
	http.RoundTripper
	opened, closed int
}

func (c *countingBodies) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(r)
	if err == nil {
		c.opened++
		response.Body = closing{response.Body, func() { c.closed++ }}
	}
	return response, err
}

type closing struct {
	io.ReadCloser
	then func()
}

func (c closing) Close() error {
	c.then()
	return c.ReadCloser.Close()
}

func TestCancelReturnsQuicklyAndKeepsWhatIsThere(t *testing.T) {
	for name, test := range map[string]struct {
		script  []answer
		options transfer.Options
	}{
		"while bytes are awaited":       {[]answer{stall(100_000)}, single()},
		"while a retry is awaited":      {[]answer{cut(100_000), status(503, "Retry-After", "100")}, single()},
		"while four streams are active": {[]answer{serve, stall(10), stall(10), stall(10), stall(10)}, ranged()},
	} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1), test.script...), target(t)
			options := test.options
			options.StallTimeout = time.Hour
			reason := errors.New("the user had enough")
			ctx, cancel := context.WithCancelCause(t.Context())
			var cancelled time.Time
			time.AfterFunc(time.Minute, func() {
				cancelled = time.Now()
				cancel(reason)
			})
			_, err := transfer.ToFile(ctx, o.file(), path, o.reach(options))
			require.ErrorIs(t, err, reason)
			require.Zero(t, time.Since(cancelled))
			require.NoFileExists(t, path)
			o.serveWith(serve)
			result := requireFetched(t, o, path, single())
			require.Positive(t, result.ResumedBytes)
		})
	}
}
