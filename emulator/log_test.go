package emulator_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

func TestEachRequestIsOneLineOfTheLog(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := inProcess(t, emulator.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))),
			emulator.WithFaults("listDownloads:1:status=503,delay=2s", "deleteDownloads:1:reset", "*:1:header=A:b"))
		c.api(http.MethodGet, emulator.DefaultVideo, "")
		c.api(http.MethodPost, emulator.DefaultVideo, "/audio")
		_, err := c.try(http.MethodDelete, c.downloads(emulator.DefaultVideo), c.auth, "")
		require.Error(t, err)
		c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4") + "?filename=secret")
		c.do(http.MethodGet, c.base+"/nowhere", c.auth, "")

		path := emulator.BasePath + "/accounts/" + emulator.DefaultAccount + "/stream/" + emulator.DefaultVideo + "/downloads"
		want := []map[string]any{
			{"method": "GET", "path": path, "operation": "listDownloads", "status": 503.0, "duration": 2e9, "fault": "listDownloads:1:status=503,delay=2s *:1:header=A:b"},
			{"method": "POST", "path": path + "/audio", "operation": "createDownloadOfType", "status": 200.0, "duration": 0.0},
			{"method": "DELETE", "path": path, "operation": "deleteDownloads", "status": 0.0, "duration": 0.0, "fault": "deleteDownloads:1:reset"},
			{"method": "GET", "path": "/" + emulator.DefaultVideo + "/downloads/default.mp4", "operation": "media", "status": 404.0, "duration": 0.0, "reason": "the download was not asked for"},
			{"method": "GET", "path": emulator.BasePath + "/nowhere", "operation": "", "status": 404.0, "duration": 0.0},
		}
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		require.Len(t, lines, len(want))
		for i, line := range lines {
			var got map[string]any
			require.NoError(t, json.Unmarshal([]byte(line), &got))
			delete(got, slog.TimeKey)
			want[i]["level"], want[i]["msg"] = "INFO", "request"
			assert.Equal(t, want[i], got)
		}
		assert.NotContains(t, log.String(), emulator.DefaultToken)
	})
}
