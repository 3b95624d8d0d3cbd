package export_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
)

func TestManifestTellsWhatIsInTheFolder(t *testing.T) {
	l := emulate(t, emulator.WithVideos(5))
	summary := l.complete(export.Options{})

	bytes := int64(0)
	states := map[string][]string{}
	for _, text := range l.manifest() {
		var line struct {
			Time, Video, Type, State, Path, SHA256, Error string
			Bytes                                         int64
			Attempts                                      int
		}
		require.NoError(t, json.Unmarshal([]byte(text), &line, json.MatchCaseInsensitiveNames(true)))
		states[line.Video] = append(states[line.Video], line.State)
		assert.Equal(t, 1, line.Attempts)
		assert.Empty(t, line.Error)
		if line.State != "done" {
			continue
		}
		content := l.read(line.Path)
		sum := sha256.Sum256(content)
		assert.Equal(t, hex.EncodeToString(sum[:]), line.SHA256)
		assert.Len(t, content, int(line.Bytes))
		bytes += line.Bytes
	}
	assert.Len(t, states, 5)
	for video, states := range states {
		assert.Equal(t, []string{"asked", "done"}, states, video)
	}
	assert.Equal(t, summary.Bytes, bytes)
}

func TestSecondRunDoesWhatIsMissing(t *testing.T) {
	l := emulate(t, emulator.WithVideos(10))
	l.complete(export.Options{})
	fetches := l.count(emulator.Media)
	assert.Equal(t, 1, l.count(emulator.ListVideos))
	assert.Equal(t, 10, l.count(emulator.CreateDownload))
	assert.Zero(t, l.count(emulator.ListDownloads), "they were ready at once")

	summary := l.complete(export.Options{})
	assert.Equal(t, 10, summary.Skipped)
	assert.Zero(t, summary.Done)
	assert.Equal(t, 10, l.count(emulator.CreateDownload), "what is done is not asked for")
	assert.Equal(t, fetches, l.count(emulator.Media), "nor fetched")
}

func TestInterruptedExportGoesOn(t *testing.T) {
	l := emulate(t, emulator.WithVideos(20))
	ctx, interrupt := context.WithCancelCause(t.Context())
	done := 0
	_, err := export.Run(ctx, l.client, l.dir, export.Options{Jobs: 1, OnEvent: func(e export.Event) {
		if e.Kind == export.Done {
			if done++; done == 5 {
				interrupt(assert.AnError)
			}
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, assert.AnError)
	before := len(l.files())
	assert.Less(t, before, 20)

	summary := l.complete(export.Options{})
	assert.GreaterOrEqual(t, summary.Skipped, 5)
	assert.Equal(t, 20, summary.Skipped+summary.Done)
	assert.Len(t, l.files(), 20)
}
