package backoff

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestPausesAreRandomBelowABoundThatDoubles(t *testing.T) {
	longest := make([]time.Duration, 6)
	for range 2000 {
		pauses := Backoff{Base: time.Second, Max: 10 * time.Second}
		for i := range longest {
			pause := pauses.Next()
			assert.GreaterOrEqual(t, pause, Floor)
			longest[i] = max(longest[i], pause)
		}
	}
	for i, bound := range []time.Duration{1, 2, 4, 8, 10, 10} {
		assert.InDelta(t, float64(bound), longest[i].Seconds(), 0.1*float64(bound), "pause %d", i+1)
	}
}

func TestResetBeginsWithTheFirstPause(t *testing.T) {
	pauses := Backoff{Base: time.Second, Max: time.Hour}
	for range 10 {
		pauses.Next()
	}
	pauses.Reset()
	assert.LessOrEqual(t, pauses.Next(), time.Second)
}

func TestSpreadAddsUpToATenth(t *testing.T) {
	for range 100 {
		assert.InDelta(t, 105, Spread(100*time.Second).Seconds(), 5)
	}
	assert.Equal(t, time.Duration(0), Spread(0))
}

func TestSleepEndsWithTheCauseOfTheContext(t *testing.T) {
	reason := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(reason)
	assert.Equal(t, reason, Sleep(ctx, time.Hour))
	assert.NoError(t, Sleep(t.Context(), time.Nanosecond))
}

func TestTheReasonOfAContextIsItsErrorAndItsCause(t *testing.T) {
	mine := errors.New("enough")
	for name, test := range map[string]struct {
		cause error
		text  string
	}{
		"no cause":                     {nil, "context canceled"},
		"a cause":                      {mine, "context canceled: enough"},
		"a cause that wraps the error": {fmt.Errorf("%w: %w", mine, context.Canceled), "enough: context canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			assert.NoError(t, Reason(ctx))
			cancel(test.cause)
			assert.EqualError(t, Reason(ctx), test.text)
			assert.ErrorIs(t, Reason(ctx), context.Canceled)
			if test.cause != nil {
				assert.ErrorIs(t, Reason(ctx), mine)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	const noon = "Sun, 01 Mar 2026 12:00:00 GMT"
	for name, test := range map[string]struct {
		value, date string
		want        time.Duration // 0: no hint
	}{
		"seconds":                        {value: "30", want: 30 * time.Second},
		"white space":                    {value: " 7 ", want: 7 * time.Second},
		"at once is the floor":           {value: "0", want: Floor},
		"a date":                         {value: "Sun, 01 Mar 2026 12:01:00 GMT", want: time.Minute},
		"a date by a clock that is fast": {value: "Sun, 01 Mar 2026 13:00:03 GMT", date: "Sun, 01 Mar 2026 13:00:00 GMT", want: 3 * time.Second},
		"a date by a clock that is slow": {value: "Sun, 01 Mar 2026 11:00:03 GMT", date: "Sun, 01 Mar 2026 11:00:00 GMT", want: 3 * time.Second},
		"a date beside one that is none": {value: "Sun, 01 Mar 2026 12:01:00 GMT", date: "noon", want: time.Minute},
		"a past date is the floor":       {value: "Sun, 01 Mar 2026 11:00:00 GMT", date: noon, want: Floor},
		"a day":                          {value: "86400", want: 24 * time.Hour},
		"more than a year is a year":     {value: "31622401", want: longest},
		"more than any number":           {value: "92233720368547758070000", want: longest},
		"a date in the year 9999":        {value: "Fri, 31 Dec 9999 23:59:59 GMT", date: noon, want: longest},
		"none":                           {value: "", want: 0},
		"negative":                       {value: "-5", want: 0},
		"signed":                         {value: "+5", want: 0},
		"a fraction":                     {value: "1.5", want: 0},
		"an exponent":                    {value: "1e300", want: 0},
		"not a number":                   {value: "NaN", want: 0},
		"hexadecimal":                    {value: "0x10", want: 0},
		"digits of another script":       {value: "٣٠", want: 0},
		"words":                          {value: "soon", want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{}
			header.Set("Retry-After", test.value)
			header.Set("Date", test.date)
			assert.Equal(t, test.want, RetryAfter(header, now))
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"1", "0", "-1", "NaN", "1e300", "Sun, 01 Mar 2026 12:01:00 GMT", "9223372036854775807"} {
		f.Add(seed, "Sun, 01 Mar 2026 12:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		hint := RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, time.Unix(0, 0))
		if hint != 0 && (hint < Floor || hint > longest) {
			t.Fatalf("hint %v", hint)
		}
	})
}
