package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
)

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
