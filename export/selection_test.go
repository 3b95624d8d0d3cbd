package export_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

// shelf is a small library.
func shelf() emulator.Option {
	at := func(day int) *time.Time { return new(time.Date(2025, 3, day, 0, 0, 0, 0, time.UTC)) }
	return emulator.WithLibrary(
		gen.Video{UID: "one", Created: at(1), Creator: "ann", Meta: map[string]any{"name": "Opening"}, Duration: 60},
		gen.Video{UID: "two", Created: at(2), Creator: "bob", Meta: map[string]any{"name": "opening"}, Duration: 90},
		gen.Video{UID: "three", Created: at(3), Creator: "ann", Meta: map[string]any{"name": "CON"}, Duration: 30},
		gen.Video{UID: "long", Created: at(4), Creator: "ann", LiveInput: "a-live-input", Duration: 4 * 3600},
	)
}

func TestSelection(t *testing.T) {
	march := func(day int) time.Time { return time.Date(2025, 3, day, 0, 0, 0, 0, time.UTC) }
	for _, test := range []struct {
		name    string
		options export.Options
		files   []string
	}{
		{"all", export.Options{}, []string{emulator.DefaultVideo + ".mp4", "one.mp4", "three.mp4", "two.mp4"}},
		{"named", export.Options{Videos: []string{"two", "one", "two"}}, []string{"one.mp4", "two.mp4"}},
		{"named, a shard", export.Options{Videos: []string{"one", "two", "three"}, Shard: export.Shard{Index: 1, Count: 3}}, []string{"two.mp4"}},
		{"of a creator", export.Options{Filter: wrapper.VideoFilter{Creator: "ann"}}, []string{"one.mp4", "three.mp4"}},
		{"created in a time", export.Options{Filter: wrapper.VideoFilter{After: march(2), Before: march(3)}}, []string{"two.mp4"}},
		{"found", export.Options{Filter: wrapper.VideoFilter{Search: "open"}}, []string{"one.mp4", "two.mp4"}},
		{"the oldest", export.Options{Limit: 2}, []string{"one.mp4", "two.mp4"}},
		{
			"two types", export.Options{Limit: 1, Types: []wrapper.DownloadType{wrapper.Default, wrapper.Audio}},
			[]string{"one.m4a", "one.mp4"},
		},
		{
			"names that collide", export.Options{Limit: 3, Name: "{name}", Types: []wrapper.DownloadType{wrapper.Audio}},
			[]string{"Opening.m4a", "_CON.m4a", "opening-two.m4a"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := emulate(t, shelf(), emulator.WithNotReady("draft"))
			l.complete(test.options)
			assert.Equal(t, test.files, l.files())
			before := l.count()
			l.complete(test.options)
			assert.Equal(t, test.files, l.files(), "names stay")
			if len(test.options.Videos) > 0 {
				assert.Equal(t, before, l.count(), "nothing is asked about what is done")
			}
		})
	}
}

func TestRecordingThatIsTooLongIsSkipped(t *testing.T) {
	l := emulate(t, shelf())
	for range 2 {
		l.complete(export.Options{Filter: wrapper.VideoFilter{Creator: "ann"}})
		i := slices.IndexFunc(l.events, func(e export.Event) bool { return e.Kind == export.Skipped && e.Video == "long" })
		require.GreaterOrEqual(t, i, 0)
		require.ErrorContains(t, l.events[i].Err, "4 hours")
	}
	skipped := slices.DeleteFunc(l.manifest(), func(line string) bool { return !strings.Contains(line, `"state":"skipped"`) })
	assert.Len(t, skipped, 1, "it is said once")
}

func TestShardsAreAllOfIt(t *testing.T) {
	l := emulate(t, emulator.WithVideos(200))
	var shards [5][]string
	for i := range shards {
		l.dir = t.TempDir()
		l.complete(export.Options{Shard: export.Shard{Index: i, Count: 4}})
		shards[i] = l.files()
		assert.InDelta(t, 50, len(shards[i]), 25)
	}
	all := slices.Sorted(slices.Values(slices.Concat(shards[:4]...)))
	assert.Len(t, all, 200)
	assert.Len(t, slices.Compact(all), 200, "each video is in one shard")
	assert.Equal(t, shards[0], shards[4], "counted from 1, the last shard is the first")
}

func TestMetadataIsWrittenBesideTheFile(t *testing.T) {
	l := emulate(t, shelf())
	l.complete(export.Options{Limit: 1, Name: "{name}", Metadata: true})
	assert.Equal(t, []string{"Opening.json", "Opening.mp4"}, l.files())
	var video wrapper.Video
	require.NoError(t, json.Unmarshal(l.read("Opening.json"), &video))
	assert.Equal(t, "one", video.UID)
	assert.Equal(t, "ann", video.Creator)

	l.complete(export.Options{Limit: 2})
	l.complete(export.Options{Limit: 2, Metadata: true})
	assert.Equal(t, []string{"Opening.json", "Opening.mp4", "two.json", "two.mp4"}, l.files(), "also beside a file that was there")
}

func TestPreviewAsksForNothing(t *testing.T) {
	l := emulate(t, shelf())
	l.complete(export.Options{Videos: []string{"two"}})
	asked, files := l.count(emulator.CreateDownload), l.files()

	plan, err := export.Preview(t.Context(), l.client, l.dir, export.Options{
		Filter: wrapper.VideoFilter{Before: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, Metadata: true,
		Types: []wrapper.DownloadType{wrapper.Default, wrapper.Audio},
	})
	require.NoError(t, err)
	assert.Equal(t, export.Plan{Videos: 4, Files: 6, Minutes: 244.5, Dollars: 0.24, Skipped: 2}, plan)
	assert.Equal(t, asked, l.count(emulator.CreateDownload))
	assert.Equal(t, files, l.files())
}

func TestBadOptionsAreRefused(t *testing.T) {
	for name, options := range map[string]export.Options{
		"names and a filter": {Videos: []string{"one"}, Filter: wrapper.VideoFilter{Creator: "ann"}},
		"limit":              {Limit: -1},
		"jobs":               {Jobs: 65},
		"ahead":              {Ahead: -1},
		"timeout":            {Timeout: -1},
		"type":               {Types: []wrapper.DownloadType{"video"}},
		"type twice":         {Types: []wrapper.DownloadType{wrapper.Audio, wrapper.Audio}},
		"shard":              {Shard: export.Shard{Index: 5, Count: 4}},
		"shard of none":      {Shard: export.Shard{Index: 1}},
		"template":           {Name: "{uid}/{name}"},
	} {
		t.Run(name, func(t *testing.T) {
			l := emulate(t)
			_, err := l.run(options)
			require.ErrorIs(t, err, wrapper.ErrInvalid)
			_, errPreview := export.Preview(t.Context(), l.client, l.dir, options)
			require.True(t, errors.Is(errPreview, wrapper.ErrInvalid))
			assert.NoDirExists(t, l.dir)
			assert.Zero(t, l.count())
		})
	}
}

func TestVideoOfTheLibraryThatIsNotReadyIsLeftOut(t *testing.T) {
	l := emulate(t, shelf(), emulator.WithFaults("listVideos:*:set=result.0.readyToStream=false"))
	summary := l.complete(export.Options{Filter: wrapper.VideoFilter{Creator: "ann"}})
	assert.Equal(t, 1, summary.Done)
	assert.Equal(t, []string{"three.mp4"}, l.files())
}
