package transfer_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

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
