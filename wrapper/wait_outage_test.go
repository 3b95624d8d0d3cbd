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

// outage makes calls fail for a while, beginning after a minute.
func (s *service) outage(t *testing.T, fault string, lasts time.Duration) {
	t.Helper()
	time.AfterFunc(time.Minute, func() { assert.NoError(t, s.Script(fault)) })
	time.AfterFunc(time.Minute+lasts, s.ClearFaults)
}

func TestWaitOutlastsAnOutage(t *testing.T) {
	for name, fault := range map[string]string{
		"the service fails":       "listDownloads:*:status=500",
		"nothing answers":         "listDownloads:*:dial=refused",
		"calls hang":              "listDownloads:*:hang=before",
		"responses are cut":       "listDownloads:*:cut=50%",
		"too many calls, a hint":  "listDownloads:*:throttle,retry-after=60",
		"unavailable with a hint": "listDownloads:*:status=503,retry-after=120",
	} {
		simulate(t, name, func(t *testing.T) {
			s := withDownload(t, []emulator.Option{takes(2 * time.Minute)}, nil)
			s.outage(t, fault, 10*time.Minute)
			_, err := s.wait(t.Context())
			require.NoError(t, err)
			assert.Less(t, time.Since(s.began), 11*time.Minute+8*time.Minute, "noticed at the next poll")
			assert.Less(t, len(s.seen()), 60)
		})
	}
}

func TestAnOutageWithoutEndEndsAWaitWithoutDeadline(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, []emulator.Option{takes(3 * time.Hour)}, []string{"listDownloads:3-:status=503"})
		seen, err := s.wait(t.Context())
		assert.Equal(t, 503, failureOf(t, err).StatusCode)
		assert.Equal(t, wrapper.DownloadStatus("inprogress"), seen.Status)
		assert.Greater(t, time.Since(s.began), 30*time.Minute)
		assert.Less(t, time.Since(s.began), 40*time.Minute)
	})
}

func TestFailuresNowAndThenAreNoOutage(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, []emulator.Option{takes(6 * time.Hour), emulator.WithProgress(emulator.ZeroThenDone)}, nil)
		require.NoError(t, s.Script("listDownloads:1-/5:reset=after", "listDownloads:2-/5:status=503", "listDownloads:3-/5:status=503", "listDownloads:4-/5:status=503"))
		_, err := s.wait(t.Context())
		require.NoError(t, err)
	})
}

func TestAHintBeyondTheDeadlineEndsAWaitAtOnce(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, []emulator.Option{takes(time.Hour)}, []string{"listDownloads:2:throttle,retry-after=200"})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := s.wait(ctx)
		require.ErrorIs(t, err, wrapper.ErrRateLimited)
		assert.Equal(t, 200*time.Second, failureOf(t, err).RetryAfter)
		assert.Less(t, time.Since(s.began), 5*time.Second)
	})
}
