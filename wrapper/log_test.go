package wrapper_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestTheLogHasWhatIsNamedAndNothingElse(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		s := newService(t, []string{"listDownloads:1:status=503,delay=2s,message=" + emulator.DefaultToken, "listDownloads:2:dial=refused"}, wrapper.WithLogger(logger))
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)

		var lines []map[string]any
		for line := range strings.Lines(log.String()) {
			var entry map[string]any
			require.NoError(t, json.Unmarshal([]byte(line), &entry))
			delete(entry, "time")
			if pause, ok := entry["in"].(float64); ok {
				assert.GreaterOrEqual(t, pause, 1e8)
				entry["in"] = "a while"
			}
			lines = append(lines, entry)
		}
		common := func(level string, status, attempt int, took float64, ray string) map[string]any {
			return map[string]any{"level": level, "msg": "stream api call", "method": "GET", "operation": "listDownloads", "video": emulator.DefaultVideo,
				"status": float64(status), "attempt": float64(attempt), "duration": took, "ray": ray, "retry_after": 0.0}
		}
		again := func(status int) map[string]any {
			return map[string]any{"level": "INFO", "msg": "trying again", "operation": "listDownloads", "status": float64(status), "in": "a while"}
		}
		assert.Equal(t, []map[string]any{
			common("WARN", 503, 1, 2e9, "0000000000000001-EMU"),
			again(503),
			common("WARN", 0, 2, 0, ""),
			again(0),
			common("DEBUG", 200, 3, 0, "0000000000000003-EMU"),
		}, lines)
	})
}

func TestPausesBeforeWhatIsNoAttemptAreLogged(t *testing.T) {
	for fault, test := range map[string]struct {
		options []wrapper.Option
		want    string
		times   int
	}{
		"createDownload:1:status=503":  {nil, `msg="trying again" operation=createDownload status=503 in=`, 1},
		"listDownloads:1-2:status=503": {[]wrapper.Option{once}, `msg="trying again" operation=listDownloads status=503 in=`, 2}, // of a wait
	} {
		synctesting.Test(t, func(t *testing.T) {
			var log strings.Builder
			s := newService(t, []string{fault}, append(test.options, wrapper.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))...)
			_, err := s.client.Create(t.Context(), emulator.DefaultVideo)
			require.NoError(t, err)
			_, err = s.client.Wait(t.Context(), emulator.DefaultVideo, wrapper.Default)
			require.NoError(t, err)
			assert.Equal(t, test.times, strings.Count(log.String(), test.want), log.String())
		})
	}
}

func TestARetryOfATransferIsLogged(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		var log strings.Builder
		s, download := readyDownload(t, []string{"media:1:status=503"}, wrapper.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		log.Reset()
		_, err := s.client.Fetch(t.Context(), download, io.Discard)
		require.NoError(t, err)
		assert.Contains(t, log.String(), "503")
	})
}

func TestALoggerBearsARequestToAnotherPath(t *testing.T) {
	s := newService(t, nil, wrapper.WithLogger(slog.New(slog.DiscardHandler)))
	elsewhere := func(_ context.Context, req *http.Request) error {
		req.URL.Path, req.URL.RawPath = "/x", ""
		return nil
	}
	_, err := s.client.Generated().CreateDownloadOfTypeWithResponse(t.Context(), account, video, wrapper.Audio, elsewhere)
	assert.Error(t, err)
}
