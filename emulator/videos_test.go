package emulator_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

// videos lists the videos that meet a query.
func (c *caller) videos(query string) []gen.Video {
	c.t.Helper()
	address := c.base + "/accounts/" + emulator.DefaultAccount + "/stream?" + query
	return envelope[gen.VideosEnvelope](c.t, c.do(http.MethodGet, address, c.auth, "")).Result
}

func (c *caller) video(uid string) gen.Video {
	c.t.Helper()
	address := strings.TrimSuffix(c.downloads(uid), "/downloads")
	return envelope[gen.VideoEnvelope](c.t, c.do(http.MethodGet, address, c.auth, "")).Result
}

func uids(videos []gen.Video) string {
	var list []string
	for _, video := range videos {
		list = append(list, video.UID)
	}
	return strings.Join(list, " ")
}

// fiveVideos are created on the first days of a month, c and d at the same moment.
func fiveVideos() emulator.Option {
	day := func(n int) *time.Time { return new(time.Date(2026, 1, n, 0, 0, 0, 500_000_000, time.UTC)) }
	name := func(text string) map[string]any { return map[string]any{"name": text} }
	return emulator.WithLibrary(
		gen.Video{UID: emulator.DefaultVideo, Created: day(20)},
		gen.Video{UID: "d", Created: day(3), Meta: name("Harbour at dawn"), Creator: "studio-7"},
		gen.Video{UID: "a", Created: day(1), Meta: name("Harbour"), LiveInput: "input"},
		gen.Video{UID: "c", Created: day(3), Meta: map[string]any{"reel": 4}},
		gen.Video{UID: "b", Created: day(2), Status: &gen.VideoStatus{State: gen.VideoStateError, ErrorReasonCode: "ERR_NON_VIDEO"}},
	)
}

func TestAListHasTheVideosThatMeetItsFilters(t *testing.T) {
	second := "2026-01-02T00%3A00%3A00.5Z"
	third := "2026-01-03T00%3A00%3A00.5Z"
	tests := map[string]struct {
		query string
		want  string
	}{
		"all, newest first":               {"", emulator.DefaultVideo + " d c b a"},
		"all, oldest first":               {"asc=true", "a b c d " + emulator.DefaultVideo},
		"the first two":                   {"asc=true&limit=2", "a b"},
		"the last two":                    {"limit=2", emulator.DefaultVideo + " d"},
		"after a moment":                  {"asc=true&limit=2&after=" + second, "b c"},
		"start, which is the same":        {"asc=true&limit=2&start=" + second, "b c"},
		"before a moment":                 {"before=" + third, "b a"},
		"end, which is the same":          {"end=" + third, "b a"},
		"between two":                     {"after=" + second + "&before=" + third, "b"},
		"a part of the name":              {"search=HARbour", "d a"},
		"the name":                        {"video_name=Harbour", "a"},
		"one of several names or ids":     {"name=Harbour,c,nothing", "c a"},
		"one of several ids":              {"id=a,d,nothing", "d a"},
		"a creator":                       {"creator=studio-7", "d"},
		"a live input":                    {"live_input_id=input", "a"},
		"uploads":                         {"type=vod", emulator.DefaultVideo + " d c b"},
		"recordings":                      {"type=live", "a"},
		"a state":                         {"status=error", "b"},
		"two filters":                     {"search=harbour&type=vod", "d"},
		"filters that none meets":         {"creator=nobody", ""},
		"a parameter that nobody defines": {"page=2", emulator.DefaultVideo + " d c b a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, uids(inProcess(t, fiveVideos()).videos(test.query)))
		})
	}
}

func TestAListThatCannotBeIsRefused(t *testing.T) {
	for _, query := range []string{"limit=0", "limit=1001", "limit=many", "status=done", "type=film", "after=yesterday", "asc=perhaps"} {
		a := inProcess(t).do(http.MethodGet, realBaseURL+"/accounts/"+emulator.DefaultAccount+"/stream?"+query, bearer(emulator.DefaultToken), "")
		assert.Equal(t, http.StatusBadRequest, a.StatusCode, query)
		assert.Contains(t, string(a.body), `"code":10005`, query)
	}
}

func TestABoundTakesInItsMomentAsItWasAskedTo(t *testing.T) {
	moment := "2026-01-02T00%3A00%3A00.5Z"
	tests := map[string]struct {
		after, before emulator.Bound
		query         string
		want          string
	}{
		"inclusive after":  {emulator.Inclusive, emulator.Exclusive, "after=" + moment, emulator.DefaultVideo + " d c b"},
		"exclusive after":  {emulator.Exclusive, emulator.Inclusive, "after=" + moment, emulator.DefaultVideo + " d c"},
		"inclusive before": {emulator.Exclusive, emulator.Inclusive, "before=" + moment, "b a"},
		"exclusive before": {emulator.Inclusive, emulator.Exclusive, "before=" + moment, "a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := inProcess(t, fiveVideos(), emulator.WithBounds(test.after, test.before))
			assert.Equal(t, test.want, uids(c.videos(test.query)))
		})
	}
}

func TestCountsStandWhereTheyWereAskedTo(t *testing.T) {
	list := func(options ...emulator.Option) string {
		c := inProcess(t, append(options, fiveVideos())...)
		a := c.do(http.MethodGet, c.base+"/accounts/"+emulator.DefaultAccount+"/stream?include_counts=true&limit=1&type=vod&before=2026-01-04T00:00:00Z", c.auth, "")
		assert.Equal(t, http.StatusOK, a.StatusCode)
		return string(a.body)
	}
	beside, inside := list(), list(emulator.WithCounts(emulator.CountsInside))
	assert.True(t, strings.HasPrefix(beside, `{"result":[{`), beside)
	assert.True(t, strings.HasSuffix(beside, `"messages":[],"range":3,"total":4}`), beside)
	assert.True(t, strings.HasPrefix(inside, `{"result":{"videos":[{`), inside)
	assert.True(t, strings.HasSuffix(inside, `}],"total":4,"range":3},"success":true,"errors":[],"messages":[]}`), inside)
}

func TestAVideoIsDescribedAsTheServiceDoes(t *testing.T) {
	a := inProcess(t, fiveVideos()).do(http.MethodGet, realBaseURL+"/accounts/"+emulator.DefaultAccount+"/stream/d", bearer(emulator.DefaultToken), "")
	const base = `https://customer-m033z5x00ks6nunl.cloudflarestream.com/d/`
	assert.JSONEq(t, `{"success":true,"errors":[],"messages":[],"result":{
		"uid":"d","creator":"studio-7","created":"2026-01-03T00:00:00.5Z","modified":"2026-01-03T00:00:00.5Z","uploaded":"2026-01-03T00:00:00.5Z",
		"readyToStream":true,"readyToStreamAt":"2026-01-03T00:00:00.5Z","requireSignedURLs":false,"meta":{"name":"Harbour at dawn"},
		"status":{"state":"ready","pctComplete":"100.000000"},"duration":0,"size":0,"thumbnailTimestampPct":0,
		"thumbnail":"`+base+`thumbnails/thumbnail.jpg","preview":"`+base+`watch",
		"playback":{"hls":"`+base+`manifest/video.m3u8","dash":"`+base+`manifest/video.mpd"},
		"allowedOrigins":[],"scheduledDeletion":null,"uploadExpiry":null,"maxSizeBytes":null,"maxDurationSeconds":null,"watermark":null,"clippedFrom":null}}`,
		string(a.body))
}

func TestAVideoBecomesReadyToStream(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := inProcess(t, emulator.WithReadyAfter("later", time.Minute), emulator.WithNotReady("never"))
		before := c.video("later")
		assert.False(t, before.ReadyToStream)
		assert.Equal(t, gen.VideoStateInProgress, before.Status.State)
		assert.InDelta(t, -1, before.Duration, 0)
		assert.Nil(t, before.ReadyToStreamAt)
		assert.Equal(t, http.StatusBadRequest, c.api(http.MethodPost, "later", "").StatusCode)

		time.Sleep(time.Minute)
		after := c.video("later")
		assert.True(t, after.ReadyToStream)
		assert.Equal(t, gen.VideoStateReady, after.Status.State)
		assert.Equal(t, before.Created.Add(time.Minute), *after.ReadyToStreamAt)
		assert.Equal(t, http.StatusOK, c.api(http.MethodPost, "later", "").StatusCode)
		assert.False(t, c.video("never").ReadyToStream)
	})
}

func TestAnEndlessGenerationNeverEnds(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := inProcess(t, emulator.WithEndless(someVideo))
		c.api(http.MethodPost, someVideo, "")
		time.Sleep(1000 * time.Hour)
		download := c.list(someVideo).Default
		assert.Equal(t, gen.DownloadStatusInProgress, download.Status)
		assert.InDelta(t, 99, download.PercentComplete, 0)
		assert.Equal(t, http.StatusNotFound, c.fetch(download.URL).StatusCode)
	})
}

func TestEachGenerationTakesItsTime(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := inProcess(t, emulator.WithEncodeTimes(func(video string, kind gen.DownloadType) time.Duration {
			if video == someVideo && kind == gen.DownloadTypeAudio {
				return time.Second
			}
			return time.Hour
		}), emulator.WithVideo(someVideo))
		c.api(http.MethodPost, someVideo, "")
		c.api(http.MethodPost, someVideo, "/audio")
		time.Sleep(time.Second)
		assert.Equal(t, gen.DownloadStatusReady, c.list(someVideo).Audio.Status)
		assert.Equal(t, gen.DownloadStatusInProgress, c.list(someVideo).Default.Status)
	})
}

func TestADeletedVideoIsGone(t *testing.T) {
	c := ready(t, []string{someVideo}, emulator.WithVideo(someVideo))
	assert.Len(t, c.videos(""), 2)
	c.server.DeleteVideo(someVideo)
	c.server.DeleteVideo("unknown")
	assert.Equal(t, emulator.DefaultVideo, uids(c.videos("")))
	assert.Equal(t, http.StatusNotFound, c.api(http.MethodPost, someVideo, "").StatusCode)
	assert.Equal(t, http.StatusNotFound, c.fetch(c.fileURL(someVideo, "default.mp4")).StatusCode)
}

func TestALibraryIsTheSameEachTime(t *testing.T) {
	c := inProcess(t, emulator.WithVideos(200))
	videos := c.videos("asc=true")
	require.Len(t, videos, 200)
	assert.Equal(t, videos, inProcess(t, emulator.WithVideos(200)).videos("asc=true"))

	var private, equalDates, recordings, nameless int
	seen, names, creators := map[string]bool{}, map[any]int{}, map[string]bool{}
	for i, video := range videos {
		seen[video.UID] = true
		names[nameOf(video)]++
		creators[video.Creator] = true
		assert.Positive(t, video.Duration)
		if video.RequireSignedURLs {
			private++
		}
		if video.LiveInput != "" {
			recordings++
		}
		if nameOf(video) == "" {
			nameless++
		}
		if i > 0 && video.Created.Equal(*videos[i-1].Created) {
			equalDates++
		}
	}
	assert.Len(t, seen, 200)
	assert.Equal(t, emulator.DefaultVideo, videos[0].UID)
	assert.Positive(t, names["Trailer"])
	assert.Len(t, creators, 4)
	for what, count := range map[string]int{"private": private, "equal dates": equalDates, "recordings": recordings, "without a name": nameless} {
		assert.Greater(t, count, 5, what)
	}
}

func TestNoTwoFilesOfALibraryAreTheSame(t *testing.T) {
	c := inProcess(t, emulator.WithVideos(9), emulator.WithEncodeTime(0))
	files := map[string]string{}
	for _, video := range c.videos("") {
		c.api(http.MethodPost, video.UID, "")
		content := c.fetch(c.fileURL(video.UID, "default.mp4")).body
		assert.Empty(t, files[string(content)])
		files[string(content)] = video.UID
		boxes(t, content)
	}
	assert.Len(t, files, 9)
}

// A page a call is quick even at the end of a library of many.
func TestALargeLibraryIsListedInPages(t *testing.T) {
	c := inProcess(t, emulator.WithVideos(3000))
	seen := map[string]bool{}
	for after := "2020-01-01T00:00:00Z"; ; {
		page := c.videos("asc=true&after=" + url.QueryEscape(after))
		for _, video := range page {
			seen[video.UID] = true
		}
		if len(page) < 1000 {
			break
		}
		after = page[len(page)-1].Created.Format(time.RFC3339Nano)
	}
	assert.Len(t, seen, 3000)

	small := inProcess(t, emulator.WithVideos(20), emulator.WithPageLimit(5))
	assert.Len(t, small.videos(""), 5)
	assert.Len(t, small.videos("limit=1000"), 5)
}

func TestTheOrderOfOptionsDoesNotMatter(t *testing.T) {
	options := []emulator.Option{
		emulator.WithVideos(3), emulator.WithPrivate(emulator.DefaultVideo), emulator.WithFailing(someVideo),
		emulator.WithContent(emulator.DefaultVideo, gen.DownloadTypeDefault, emulator.Synthetic(100, 1)),
		emulator.WithLibrary(gen.Video{UID: someVideo, Meta: map[string]any{"name": "Some"}}), emulator.WithSigningKey(keyFile(t, "private.jwk")),
	}
	for range 2 {
		c := ready(t, []string{emulator.DefaultVideo, someVideo}, options...)
		video := c.video(emulator.DefaultVideo)
		assert.True(t, video.RequireSignedURLs)
		assert.Equal(t, "Sample", nameOf(video))
		token, _ := c.createToken(emulator.DefaultVideo, `{"downloadable":true}`)
		assert.Len(t, c.fetch(c.fileURL(token, "default.mp4")).body, 100)
		assert.Equal(t, "Some", nameOf(c.video(someVideo)))
		assert.Equal(t, gen.DownloadStatusError, c.list(someVideo).Default.Status)
		slices.Reverse(options)
	}
}

func nameOf(video gen.Video) string {
	meta, _ := video.Meta.(map[string]any)
	name, _ := meta["name"].(string)
	return name
}
