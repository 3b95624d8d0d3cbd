package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestPrivateVideoIsExplained(t *testing.T) {
	for _, code := range []int{401, 403} {
		try(t, map[string]trial{fmt.Sprint(code): {
			answers: []answer{status(code)}, err: transfer.ErrUnauthorized, status: code, text: "signed URL", requests: 1}})
	}
}

func TestFileThatIsAboutToAppear(t *testing.T) {
	for _, code := range []int{404, 424} {
		try(t, map[string]trial{
			fmt.Sprintf("%d is requested again, more often than other failures", code): {
				answers: slices.Repeat([]answer{status(code)}, 6), options: transfer.Options{ReadyGrace: time.Hour}, requests: 7},
			fmt.Sprintf("%d is believed in the end", code): {
				always: status(code), err: transfer.ErrNotFound, took: between(30*time.Second, 30*time.Second),
				also: func(t *testing.T, o *origin) { require.Greater(t, len(o.asked()), 1) }},
			fmt.Sprintf("%d is believed at once without grace", code): {
				answers: []answer{status(code)}, options: transfer.Options{ReadyGrace: -1}, err: transfer.ErrNotFound, requests: 1},
			fmt.Sprintf("%d in the middle is believed", code): {
				answers: []answer{cut(100_000), status(code)}, err: transfer.ErrNotFound, requests: 2, kept: 100_000},
		})
	}
}

func TestServerTrouble(t *testing.T) {
	trials := map[string]trial{
		"without end gives up after six attempts": {
			always: status(503), text: "gave up after 6 attempts without progress: the server answered 503", requests: 6},
		"between new bytes does not add up": {answers: slices.Repeat([]answer{cut(20_000), status(503), status(503)}, 8)},
		"with a cut at the same byte every time gives up, after one attempt with progress and six without": {
			always: cutting(100_000, rangeless), text: "gave up", requests: 7, kept: 100_000},
	}
	for _, code := range []int{408, 425, 429, 500, 502, 503, 504, 520, 522, 524} {
		trials[fmt.Sprintf("%d twice is overcome", code)] = trial{answers: []answer{status(code), status(code)}, requests: 3}
	}
	for _, code := range []int{400, 405, 410, 451, 501} {
		trials[fmt.Sprintf("%d is final", code)] = trial{answers: []answer{status(code)}, status: code, requests: 1}
	}
	try(t, trials)
}

func TestRetryAfter(t *testing.T) {
	at := func(clock, hint time.Duration) answer {
		return func(o *origin, w http.ResponseWriter, r *http.Request) {
			now := time.Now().UTC().Add(clock)
			w.Header().Set("Date", now.Format(http.TimeFormat))
			status(429, "Retry-After", now.Add(hint).Format(http.TimeFormat))(o, w, r)
		}
	}
	trials := map[string]trial{}
	for name, test := range map[string]struct {
		refusal     answer
		least, most time.Duration
	}{
		"in seconds":                                 {status(429, "Retry-After", "7"), 7 * time.Second, 8 * time.Second},
		"as a date":                                  {at(0, 7*time.Second), 7 * time.Second, 8 * time.Second},
		"as a date of a clock an hour ahead":         {at(time.Hour, 7*time.Second), 7 * time.Second, 8 * time.Second},
		"as a date of a clock an hour behind":        {at(-time.Hour, 7*time.Second), 7 * time.Second, 8 * time.Second},
		"that is in other words counts as none":      {status(429, "Retry-After", "soon"), 0, time.Second},
		"of five minutes is the most that is waited": {status(429, "Retry-After", "300"), 300 * time.Second, 330 * time.Second},
	} {
		trials[name] = trial{answers: []answer{test.refusal}, took: between(test.least, test.most)}
	}
	const year = 365 * 24 * time.Hour
	for name, test := range map[string]struct {
		value string
		hint  time.Duration
	}{
		"of more than five minutes":     {"301", 301 * time.Second},
		"of more than a year":           {"31622401", year},
		"of more than a duration holds": {"99999999999999999999", year},
		"until the end of time":         {"Fri, 31 Dec 9999 23:59:59 GMT", year},
	} {
		trials[name+" ends the transfer at once"] = trial{
			answers: []answer{status(503, "Retry-After", test.value)}, status: 503, hint: test.hint, text: "and asked to wait", took: atOnce}
	}
	try(t, trials)
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

func TestStall(t *testing.T) {
	try(t, map[string]trial{
		"in the middle is continued": {answers: []answer{stall(100_000)}, asked: []string{"", "bytes=100000-299999"}},
		"before the header is tried again": {
			answers: []answer{func(o *origin, _ http.ResponseWriter, r *http.Request) { o.hang(r) }}, requests: 2},
		"every time is an error": {
			always: stall(0), err: transfer.ErrStalled, requests: 6, took: between(6*30*time.Second, time.Hour)},
		"is not what a slow but steady server does": {
			object: media(100_000, 1), answers: []answer{drip(16<<10, 10*time.Second)}, requests: 1},
	})
	simulate(t, "is not what a slow writer does", func(t *testing.T) {
		o := newOrigin(t, media(8<<20, 1))
		slow := writerFunc(func(p []byte) (int, error) {
			time.Sleep(time.Minute)
			return len(p), nil
		})
		result, err := transfer.ToWriter(t.Context(), o.file(), slow, o.reach(single()))
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), result.SHA256)
		require.Len(t, o.asked(), 1)
	})
}

func TestTrickle(t *testing.T) {
	try(t, map[string]trial{
		"is ended after a minute and continued": {
			answers: []answer{drip(100, time.Second)}, requests: 2, took: between(time.Minute, 61*time.Second)},
		"that never ends is an error":             {always: drip(100, time.Second), err: transfer.ErrStalled, requests: 6},
		"of hardly less than 1,024 B/s is ended":  {answers: []answer{drip(1024, 1000500*time.Microsecond)}, requests: 2},
		"is not what a server of 1,024 B/s sends": {answers: []answer{drip(1024, time.Second)}, requests: 1},
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
			result := requireFetched(t, o, path, single())
			require.Positive(t, result.ResumedBytes)
		})
	}
}
