package wrapper_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestAnOutageGetsAtMostATenthMoreLoad(t *testing.T) {
	const each = 200 // of five operations: 1,000 calls
	for _, outage := range []string{"status=503", "html=502", "reset=before", "dial=refused", "throttle", "throttle,retry-after=0",
		"status=503,retry-after=1", "cut=0,html=200", "status=500,processed"} {
		simulate(t, outage, func(t *testing.T) {
			s := withDownload(t, nil, []string{"*:*:" + outage}, wrapper.WithRateLimit(0, 0))
			for range each {
				for _, c := range calls() {
					_, err := c.on(t.Context(), s.client)
					assert.Error(t, err)
				}
			}
			load := float64(len(s.seen())) / (5 * each)
			t.Logf("%d requests for %d calls: %.3f times the load", len(s.seen()), 5*each, load)
			assert.LessOrEqual(t, load, 1.1)
		})
	}
}

func TestARateLimitThatOutlastsItsHintIsAskedOnceMoreByEachCall(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"*:*:throttle,retry-after=2"}, wrapper.WithRateLimit(0, 0))
		for range 1000 {
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			assert.Error(t, err)
		}
		assert.Len(t, s.seen(), 2*1000+10)
	})
}

// The half that works earns what the half that fails may spend.
func TestAnOutageOfCreateGetsLittleMoreLoadThroughTheListsThatFollow(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"createDownload:*:status=503"}, wrapper.WithRateLimit(0, 0))
		for range 1000 {
			_, err := s.client.Create(t.Context(), emulator.DefaultVideo)
			assert.Error(t, err)
		}
		assert.Len(t, s.seen(), 1010, "five lists and five repetitions are what ten tokens pay for, and five successes earn no more")
	})
}

func TestAServiceThatFailsNowAndThenIsRetriedWithinTheBudget(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:*/20:status=503"}, wrapper.WithRateLimit(0, 0))
		for range 1000 {
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			require.NoError(t, err)
		}
		assert.InDelta(t, 1052, len(s.seen()), 3)
	})
}

func TestARetryThatIsGivenUpIsNotPaidFor(t *testing.T) {
	for name, test := range map[string]struct {
		fault string
		after time.Duration
	}{
		"in a pause of its own":            {"*:1-10:status=503,retry-after=60", time.Second},
		"in a pause of all, after another": {"*:1-20:throttle,retry-after=60", 90 * time.Second},
	} {
		simulate(t, name, func(t *testing.T) {
			s := newService(t, []string{test.fault}, wrapper.WithRateLimit(0, 0))
			for range 10 {
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(test.after, cancel)
				_, err := s.client.List(ctx, emulator.DefaultVideo)
				assert.ErrorIs(t, err, context.Canceled)
				time.Sleep(5 * time.Minute)
			}
			require.NoError(t, s.Script("listDownloads:1-3:status=503"))
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			assert.NoError(t, err, "retried three times")
		})
	}
}

func TestCopiesOfAClientShareTheBudget(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"*:*:status=503"}, wrapper.WithRateLimit(0, 0))
		start := time.Now()
		together(100, func(int) {
			_, err := s.client.ForAccount(emulator.DefaultAccount).List(t.Context(), emulator.DefaultVideo)
			assert.Error(t, err)
		})
		assert.Len(t, s.seen(), 110)
		assert.Less(t, time.Since(start), 5*time.Second)
	})
}

func TestARetryThatWasSentStaysPaidFor(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil, wrapper.WithRateLimit(0, 0))
		for range 10 { // a paid retry each, then a pause that costs nothing and is given up
			require.NoError(t, s.Script("listDownloads:1:status=503", "listDownloads:2:throttle,retry-after=60"))
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(30*time.Second, cancel)
			_, err := s.client.List(ctx, emulator.DefaultVideo)
			assert.ErrorIs(t, err, context.Canceled)
			time.Sleep(2 * time.Minute)
			s.ClearFaults()
		}
		require.NoError(t, s.Script("listDownloads:1:status=503"))
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		assert.Error(t, err, "the budget is spent")
	})
}
