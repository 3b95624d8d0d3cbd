package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	videos := countOf(t, "EXPORT_SCALE", "3000")
	server, baseURL := emulate(t, 64<<10, emulator.WithVideos(videos))
	folder := t.TempDir()
	missing := exportBefore(t, folder, baseURL)

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
func exportBefore(t *testing.T, folder, baseURL string) (missing int) {
	t.Helper()
	output, err := streamdl(folder, baseURL, "videos", "--json").Output()
	require.NoError(t, err)
	var videos []wrapper.Video
	require.NoError(t, json.Unmarshal(output, &videos))
	archive := filepath.Join(folder, "archive")
	missing = 5
	require.NoError(t, os.Mkdir(archive, 0o700))
	var lines strings.Builder
	for _, video := range videos[:len(videos)-missing] {
		const line = `{"time":"2026-01-01T00:00:00Z","video":%q,"type":"default","state":%q,"path":"%[1]s.mp4","bytes":%[3]d,"sha256":%[4]q,"error":"","attempts":1}` + "\n"
		fmt.Fprintf(&lines, line, video.UID, "asked", 0, "")
		fmt.Fprintf(&lines, line, video.UID, "done", 4, strings.Repeat("0", 64))
		require.NoError(t, os.WriteFile(filepath.Join(archive, video.UID+".mp4"), []byte("file"), 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(archive, export.ManifestName), []byte(lines.String()), 0o600))
	return missing
}

// Four processes, each with a part of the library, share a rate limit that they do not keep together: each video is
// fetched once, and no refusal makes one fail.
func TestShardsRunSideBySide(t *testing.T) {
	t.Parallel()
	const shards, videos = 4, 60
	server, baseURL := emulate(t, 64<<10, emulator.WithVideos(videos), emulator.WithRateLimit(40, 2*time.Second))
	folder := t.TempDir()
	var commands [shards]*exec.Cmd
	var outputs [shards]bytes.Buffer
	for i := range commands {
		commands[i] = streamdl(folder, baseURL, "export", fmt.Sprintf("part-%d", i), "--shard", fmt.Sprintf("%d/%d", i, shards), "--json", "--quiet")
		commands[i].Stdout = &outputs[i]
		require.NoError(t, commands[i].Start())
	}
	done := 0
	for i, command := range commands {
		require.NoError(t, command.Wait(), "%s", &outputs[i])
		var summary export.Summary
		require.NoError(t, json.Unmarshal(outputs[i].Bytes(), &summary))
		require.True(t, summary.Complete)
		files, err := filepath.Glob(filepath.Join(folder, fmt.Sprintf("part-%d", i), "*.mp4"))
		require.NoError(t, err)
		assert.Len(t, files, summary.Done)
		done += summary.Done
	}
	assert.Equal(t, videos+1, done, "clip is a video, too")
	assert.Greater(t, len(server.Requests(emulator.CreateDownload)), videos+1, "some calls were refused, and made again")
	fetched := map[string]int{}
	for _, request := range server.Requests(emulator.Media) {
		fetched[filepath.Base(request.URL.Path)+filepath.Dir(request.URL.Path)]++
	}
	for file, times := range fetched {
		assert.Equal(t, 1, times, file)
	}
}
