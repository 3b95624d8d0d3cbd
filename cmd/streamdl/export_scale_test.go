package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/wrapper"
)

// An export where nearly all is done starts to fetch what is missing within 5 s of the last page of the library, and is
// small in memory. EXPORT_SCALE is how many videos there are.
func TestResumeOfALargeExport(t *testing.T) {
	videos := 3000
	if text := os.Getenv("EXPORT_SCALE"); text != "" {
		var err error
		videos, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	server, baseURL := emulate(t, 64<<10, emulator.WithVideos(videos))
	folder := t.TempDir()
	missing := exportBefore(t, server, filepath.Join(folder, "archive"))

	began := time.Now()
	cmd := streamdl(folder, baseURL, "export", "archive", "--json", "--quiet")
	var output bytes.Buffer
	cmd.Stdout = &output
	require.NoError(t, cmd.Start())
	memory := peakMemory(cmd.Process.Pid)
	require.NoError(t, cmd.Wait(), "%s", &output)
	took := time.Since(began)
	var summary export.Summary
	require.NoError(t, json.Unmarshal(output.Bytes(), &summary))
	assert.Equal(t, missing, summary.Done)
	assert.Equal(t, videos+1-missing, summary.Skipped)

	pages := server.Requests(emulator.ListVideos)
	fetches := server.Requests(emulator.Media)
	after := fetches[len(fetches)-1].Time.Sub(pages[len(pages)-1].Time)
	t.Logf("%d videos: %v in all, %d pages, the last missing file asked for %v after the last page, %d MiB",
		videos, took.Round(time.Millisecond), len(pages), after.Round(time.Millisecond), memory)
	assert.Less(t, after, 5*time.Second)
	assert.Less(t, memory, 150)
}

// peakMemory watches a process until it ends, and returns the most memory that it had, in MiB; 0 where the system does
// not say. What wait reports of it counts the memory of this process, too.
func peakMemory(pid int) (peak int) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, value, found := strings.Cut(string(status), "VmHWM:")
		if err != nil || !found {
			return peak >> 10
		}
		_, _ = fmt.Sscan(value, &peak)
		time.Sleep(5 * time.Millisecond)
	}
}

// exportBefore makes a folder like an export would have, but for the last videos of the library. It returns how many
// are missing.
func exportBefore(t *testing.T, server *emulator.Server, archive string) (missing int) {
	t.Helper()
	client, err := wrapper.New(wrapper.WithAPIToken(emulator.DefaultToken), wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithRateLimit(0, 0), wrapper.WithHTTPClient(&http.Client{Transport: server.Transport()}))
	require.NoError(t, err)
	var ids []string
	for video, err := range client.Videos(t.Context(), wrapper.VideoFilter{}) {
		require.NoError(t, err)
		ids = append(ids, video.UID)
	}
	missing = 5
	require.NoError(t, os.Mkdir(archive, 0o700))
	var lines strings.Builder
	for _, id := range ids[:len(ids)-missing] {
		const line = `{"time":"2026-01-01T00:00:00Z","video":%q,"type":"default","state":%q,"path":"%[1]s.mp4","bytes":%[3]d,"sha256":%[4]q,"error":"","attempts":1}` + "\n"
		fmt.Fprintf(&lines, line, id, "asked", 0, "")
		fmt.Fprintf(&lines, line, id, "done", 4, strings.Repeat("0", 64))
		require.NoError(t, os.WriteFile(filepath.Join(archive, id+".mp4"), []byte("file"), 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(archive, export.ManifestName), []byte(lines.String()), 0o600))
	return missing
}
