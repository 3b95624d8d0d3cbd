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
		t.Run(fmt.Sprintf("%d is asked for again", code), func(t *testing.T) {
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

func TestRetryAfter(t *testing.T) {
	at := func(clock, hint time.Duration) answer {
		return func(_ *origin, w http.ResponseWriter, _ *http.Request) {
			now := time.Now().UTC().Add(clock)
			w.Header().Set("Date", now.Format(http.TimeFormat))
			w.Header().Set("Retry-After", now.Add(hint).Format(http.TimeFormat))
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}
	for name, test := range map[string]struct {
		refusal     answer
		least, most time.Duration
	}{
		"in seconds":                                 {status(429, "Retry-After", "7"), 7 * time.Second, 8 * time.Second},
		"as a date":                                  {at(0, 7*time.Second), 7 * time.Second, 8 * time.Second},
		"as a date of a clock an hour ahead":         {at(time.Hour, 7*time.Second), 7 * time.Second, 8 * time.Second},
		"as a date of a clock an hour behind":        {at(-time.Hour, 7*time.Second), 7 * time.Second, 8 * time.Second},
		"as a date that has passed":                  {at(0, -time.Hour), 0, time.Second},
		"of no time":                                 {status(429, "Retry-After", "0"), 0, time.Second},
		"that is negative counts as none":            {status(429, "Retry-After", "-5"), 0, time.Second},
		"that is no number counts as none":           {status(429, "Retry-After", "NaN"), 0, time.Second},
		"that is in other words counts as none":      {status(429, "Retry-After", "soon"), 0, time.Second},
		"that is no whole number counts as none":     {status(429, "Retry-After", "1e300"), 0, time.Second},
		"of five minutes is the most that is waited": {status(429, "Retry-After", "300"), 300 * time.Second, 330 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), test.refusal)
				start := time.Now()
				_, err := fetch(o, single())
				require.NoError(t, err)
				require.GreaterOrEqual(t, time.Since(start), test.least)
				require.LessOrEqual(t, time.Since(start), test.most)
			})
		})
	}
	for name, refusal := range map[string]answer{
		"of more than five minutes":     status(503, "Retry-After", "301"),
		"of more than a year":           status(503, "Retry-After", "31622401"),
		"of more than a duration holds": status(503, "Retry-After", "99999999999999999999"),
		"until the end of time":         status(503, "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT"),
	} {
		t.Run(name+" ends the transfer at once", func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1), refusal)
				start := time.Now()
				_, err := fetch(o, single())
				refused, ok := errors.AsType[*transfer.StatusError](err)
				require.True(t, ok)
				require.Greater(t, refused.RetryAfter, 5*time.Minute)
				require.Zero(t, time.Since(start))
			})
		})
	}
	simulate(t, "past the deadline is returned at once", func(t *testing.T) {
		o := newOrigin(t, media(size, 1), status(503, "Retry-After", "60"))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		_, err := transfer.ToFile(ctx, o.file(), target(t), o.reach(single()))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "503")
		require.Zero(t, time.Since(start))
	})
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
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			requireWhole(t, path, result, o.object.data)
			require.Positive(t, result.ResumedBytes)
		})
	}
}
