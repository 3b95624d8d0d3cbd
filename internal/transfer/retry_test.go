package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync/atomic"
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
				_, err := fetch(o, quick())
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
		t.Run(fmt.Sprintf("%d is asked for again", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), slices.Repeat([]answer{status(code)}, 6)...)
				options := quick()
				options.ReadyGrace = 10 * time.Second
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
				_, err := fetch(o, quick())
				require.ErrorIs(t, err, transfer.ErrNotFound)
				require.Less(t, time.Since(start), 5*time.Second)
				require.Greater(t, len(o.asked()), 1)
			})
		})
		t.Run(fmt.Sprintf("%d is believed at once without grace", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), status(code))
				options := quick()
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
			_, err := fetch(o, quick())
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
				_, err := fetch(o, quick())
				require.NoError(t, err)
				require.Len(t, o.asked(), 3)
			})
		})
	}
	for _, code := range []int{400, 405, 410, 451, 501} {
		t.Run(fmt.Sprintf("%d is final", code), func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), status(code))
				_, err := fetch(o, quick())
				answered, ok := errors.AsType[*transfer.StatusError](err)
				require.True(t, ok, "%v", err)
				require.Equal(t, code, answered.StatusCode)
				require.Len(t, o.asked(), 1)
			})
		})
	}
	t.Run("without end gives up after so many tries", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1))
			o.serveWith(status(503))
			_, err := fetch(o, quick())
			require.ErrorContains(t, err, "gave up after 4 tries")
			require.Len(t, o.asked(), 4)
		})
	})
	t.Run("between new bytes does not add up", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), slices.Repeat([]answer{cut(20_000), status(503), status(503)}, 8)...)
			result, err := fetch(o, quick())
			require.NoError(t, err)
			require.Equal(t, int64(size), result.Bytes)
		})
	})
	t.Run("with a cut at the same byte every time gives up", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1))
			o.serveWith(cutting(100_000, rangeless))
			_, err := fetch(o, quick())
			require.ErrorContains(t, err, "gave up")
			require.LessOrEqual(t, len(o.asked()), 6)
		})
	})
}

func TestRetryAfter(t *testing.T) {
	t.Run("is waited for", func(t *testing.T) {
		o := newOrigin(t, media(size, 1), status(429, "Retry-After", "1"))
		start := time.Now()
		_, err := toFile(t, o, target(t), quick())
		require.NoError(t, err)
		require.GreaterOrEqual(t, time.Since(start), time.Second)
	})
	t.Run("above the limit is returned at once", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), status(503, "Retry-After", "86400"))
			_, err := fetch(o, quick())
			answered, ok := errors.AsType[*transfer.StatusError](err)
			require.True(t, ok)
			require.Equal(t, 24*time.Hour, answered.RetryAfter)
		})
	})
	t.Run("past the deadline is returned at once", func(t *testing.T) {
		o := newOrigin(t, media(size, 1), status(503, "Retry-After", "60"))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		_, err := transfer.ToFile(ctx, o.file(), target(t), quick())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "503")
		require.Less(t, time.Since(start), 2*time.Second)
	})
	for _, nonsense := range []string{"-5", "NaN", "1e300", "soon", "99999999999999999999", "Mon, 01 Jan 2001 00:00:00 GMT"} {
		t.Run("of "+nonsense+" counts as none", func(t *testing.T) {
			o := newOrigin(t, media(size, 1), status(503, "Retry-After", nonsense))
			_, err := toFile(t, o, target(t), quick())
			require.NoError(t, err)
		})
	}
}

func TestUnknownHostIsFinal(t *testing.T) {
	options := quick()
	options.Retry.Base, options.Retry.Max = time.Minute, time.Minute
	options.Client = &http.Client{Transport: noSuchHost{}}
	_, err := transfer.ToFile(t.Context(), "https://host.invalid/secret-token", target(t), options)
	dns, ok := errors.AsType[*net.DNSError](err)
	require.True(t, ok, "%v", err)
	require.True(t, dns.IsNotFound)
	requireSecretsKept(t, err)
}

type noSuchHost struct{}

func (noSuchHost) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: r.URL.Host, IsNotFound: true}
}

func TestCancelReturnsQuicklyAndKeepsWhatIsThere(t *testing.T) {
	for name, test := range map[string]struct {
		script  []answer
		options transfer.Options
	}{
		"while bytes are awaited":       {[]answer{stall(100_000)}, quick()},
		"while a retry is awaited":      {[]answer{cut(100_000), status(503, "Retry-After", "100")}, quick()},
		"while four streams are active": {[]answer{serve, stall(10), stall(10), stall(10), stall(10)}, ranged()},
	} {
		t.Run(name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1), test.script...), target(t)
			options := test.options
			options.StallTimeout = time.Minute
			reason := errors.New("the user had enough")
			ctx, cancel := context.WithCancelCause(t.Context())
			var cancelled atomic.Int64
			go func() {
				for len(o.asked()) < len(test.script) {
					time.Sleep(time.Millisecond)
				}
				time.Sleep(200 * time.Millisecond)
				cancelled.Store(time.Now().UnixNano())
				cancel(reason)
			}()
			_, err := transfer.ToFile(ctx, o.file(), path, options)
			require.ErrorIs(t, err, reason)
			require.Less(t, time.Since(time.Unix(0, cancelled.Load())), 2*time.Second)
			require.NoFileExists(t, path)
			o.serveWith(serve)
			result, err := toFile(t, o, path, quick())
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
			require.Positive(t, result.ResumedBytes)
		})
	}
}
