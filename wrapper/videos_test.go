package wrapper_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// library is n videos, of which seven at a time were created in the same moment.
func library(n int) []gen.Video {
	videos := make([]gen.Video, n)
	created := time.Date(2024, 3, 1, 12, 0, 0, 294025000, time.UTC)
	for i := range videos {
		if i%7 == 0 { // so that pages end within a group
			created = created.Add(90 * time.Millisecond)
		}
		videos[i] = gen.Video{UID: fmt.Sprintf("%032x", i), Created: new(created)}
	}
	return videos
}

func TestVideosGivesEachVideoOnce(t *testing.T) {
	for name, option := range map[string]emulator.Option{
		"bounds that are inclusive":            emulator.WithBounds(emulator.Inclusive, emulator.Exclusive),
		"bounds that are exclusive":            emulator.WithBounds(emulator.Exclusive, emulator.Exclusive),
		"bounds that are inclusive at the end": emulator.WithBounds(emulator.Exclusive, emulator.Inclusive),
	} {
		for _, size := range []int{0, 1, 999, 1000, 1001, 3500} {
			simulate(t, fmt.Sprint(size, " videos, ", name), func(t *testing.T) {
				_, client := newPair(t, []emulator.Option{option, emulator.WithLibrary(library(size)...)})
				seen := map[string]int{}
				last := time.Time{}
				for video, err := range client.Videos(t.Context(), wrapper.VideoFilter{}) {
					require.NoError(t, err)
					seen[video.UID]++
					if video.Created != nil && video.UID != emulator.DefaultVideo {
						assert.False(t, video.Created.Before(last), "oldest first")
						last = *video.Created
					}
				}
				delete(seen, emulator.DefaultVideo)
				assert.Len(t, seen, size)
				for uid, times := range seen {
					assert.Equal(t, 1, times, uid)
				}
			})
		}
	}
}

func TestVideosNeverEndsInSilence(t *testing.T) {
	moment := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	crowd := library(1200)
	for i := range crowd {
		crowd[i].Created = &moment
	}
	for name, test := range map[string]struct {
		options []emulator.Option
		faults  []string
		want    error
	}{
		"more videos of one moment than a page has": {[]emulator.Option{emulator.WithLibrary(crowd...)}, nil, wrapper.ErrProtocol},
		"a page that fails":                         {[]emulator.Option{emulator.WithLibrary(library(2500)...)}, []string{"listVideos:2:status=403"}, wrapper.ErrUnauthorized},
		"a page that is no list":                    {nil, []string{"listVideos:1:set=result={}"}, wrapper.ErrProtocol},
		"a video without an identifier":             {nil, []string{"listVideos:1:set=result=[{}]"}, wrapper.ErrProtocol},
	} {
		simulate(t, name, func(t *testing.T) {
			server, client := newPair(t, test.options)
			require.NoError(t, server.Script(test.faults...))
			var last error
			for _, err := range client.Videos(t.Context(), wrapper.VideoFilter{}) {
				require.NoError(t, last, "an error ends the sequence")
				last = err
			}
			assert.ErrorIs(t, last, test.want)
		})
	}
}

func TestVideosAsksForNothingTwice(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		server, client := newPair(t, []emulator.Option{emulator.WithLibrary(library(2500)...)})
		for _, err := range client.Videos(t.Context(), wrapper.VideoFilter{}) {
			require.NoError(t, err)
		}
		assert.Len(t, server.Requests(), 3)
	})
}

func TestVideosFollowsALibraryThatChanges(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		videos := library(2500)
		server, client := newPair(t, []emulator.Option{emulator.WithLibrary(videos...)})
		seen := map[string]bool{}
		for video, err := range client.Videos(t.Context(), wrapper.VideoFilter{}) {
			require.NoError(t, err)
			if len(seen) == 500 {
				for _, gone := range videos[100:300] { // were given, are gone
					server.DeleteVideo(gone.UID)
				}
			}
			seen[video.UID] = true
		}
		for _, video := range videos {
			assert.True(t, seen[video.UID], video.UID)
		}
	})
}

func TestVideosStopsWhenTheCallerDoes(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		server, client := newPair(t, []emulator.Option{emulator.WithLibrary(library(2500)...)})
		for range client.Videos(t.Context(), wrapper.VideoFilter{}) {
			break
		}
		assert.Len(t, server.Requests(), 1)
	})
}

func TestAFilterSelectsVideos(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		videos := library(50)
		for i := range videos {
			videos[i].Creator = fmt.Sprint("creator-", i%2)
			videos[i].Meta = map[string]any{"name": fmt.Sprint("lesson ", i)}
		}
		_, client := newPair(t, []emulator.Option{emulator.WithLibrary(videos...)})
		for name, test := range map[string]struct {
			filter wrapper.VideoFilter
			want   func(i int) bool
		}{
			"creator": {wrapper.VideoFilter{Creator: "creator-1"}, func(i int) bool { return i%2 == 1 }},
			"name":    {wrapper.VideoFilter{Name: "lesson 7"}, func(i int) bool { return i == 7 }},
			"search":  {wrapper.VideoFilter{Search: "lesson 4"}, func(i int) bool { return i == 4 || i >= 40 }},
			"after":   {wrapper.VideoFilter{Creator: "creator-0", After: *videos[20].Created}, func(i int) bool { return i%2 == 0 && !videos[i].Created.Before(*videos[20].Created) }},
			"before":  {wrapper.VideoFilter{Creator: "creator-0", Before: *videos[20].Created}, func(i int) bool { return i%2 == 0 && videos[i].Created.Before(*videos[20].Created) }},
		} {
			var want, got []string
			for i, video := range videos {
				if test.want(i) {
					want = append(want, video.UID)
				}
			}
			for video, err := range client.Videos(t.Context(), test.filter) {
				require.NoError(t, err)
				got = append(got, video.UID)
			}
			assert.ElementsMatch(t, want, got, name)
		}
	})
}

// Whether the service includes a bound is not defined: a second more is asked for. Counts are not asked for.
func TestAPageIsAskedForByTheWholeFilter(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		server, client := newPair(t, nil)
		noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
		filter := wrapper.VideoFilter{Search: "ready", Name: "ready", Creator: "ready", Status: "ready", After: noon, Before: noon.Add(time.Hour)}
		for _, err := range client.Videos(t.Context(), filter) {
			require.NoError(t, err)
		}
		assert.Equal(t, url.Values{
			"search": {"ready"}, "video_name": {"ready"}, "creator": {"ready"}, "status": {"ready"},
			"after": {"2026-01-01T11:59:59Z"}, "before": {"2026-01-01T13:00:01Z"}, "asc": {"true"}, "limit": {"1000"},
		}, server.Requests()[0].URL.Query())
	})
}

func TestAPageOfVideosMayBeLarge(t *testing.T) {
	page := `{"success":true,"errors":[],"messages":[],"result":[`
	for i := range 999 {
		page += fmt.Sprintf(`{"uid":"%032x","meta":{"name":"%02000d"}},`, i, i)
	}
	page += `{"uid":"last"}]}`
	n := 0
	for _, err := range answering(t, 200, "application/json", page).Videos(t.Context(), wrapper.VideoFilter{}) {
		if err != nil { // the second page, which is the first one again
			break
		}
		n++
	}
	assert.Equal(t, 1000, n)
}

func TestWaitVideo(t *testing.T) {
	for name, test := range map[string]struct {
		option emulator.Option
		want   error
	}{
		"ready already":       {emulator.WithVideo("v"), nil},
		"ready after a while": {emulator.WithReadyAfter("v", 3*time.Minute), nil},
		"no such video":       {emulator.WithVideo("w"), wrapper.ErrNotFound},
	} {
		simulate(t, name, func(t *testing.T) {
			start := time.Now()
			_, client := newPair(t, []emulator.Option{test.option})
			var seen []wrapper.Video
			video, err := client.WaitVideo(t.Context(), "v", wrapper.WithVideoUpdate(func(v wrapper.Video) { seen = append(seen, v) }))
			require.ErrorIs(t, err, test.want)
			if err == nil {
				assert.Equal(t, video, seen[len(seen)-1])
			}
			assert.Equal(t, test.want == nil, video.ReadyToStream)
			assert.Less(t, time.Since(start), 4*time.Minute)
		})
	}
}

func TestMetaMayBeAnyJSON(t *testing.T) {
	for meta, want := range map[string]string{
		`{"name":"Lesson 1","reel":4}`: "Lesson 1",
		`{"name":4}`:                   "",
		`{}`:                           "",
		`null`:                         "",
		`"Lesson 1"`:                   "",
		`[{"name":"Lesson 1"}]`:        "",
	} {
		client := answering(t, 200, "application/json", `{"success":true,"result":[{"uid":"a","meta":`+meta+`}]}`)
		for video, err := range client.Videos(t.Context(), wrapper.VideoFilter{}) {
			require.NoError(t, err)
			assert.Equal(t, want, wrapper.VideoName(video), meta)
		}
	}
}

func TestWhyAVideoWasNotEncodedIsSaidInOneLineWithoutSecrets(t *testing.T) {
	reason, _ := json.Marshal("broken\n\x1b[31m " + secret)
	body := `{"success":true,"result":{"uid":"a","status":{"state":"error","errorReasonText":` + string(reason) + `}}}`
	client := newClientWith(t, wrapper.WithAPIToken(secret), canned(200, body, nil))
	_, err := client.WaitVideo(t.Context(), video)
	require.ErrorIs(t, err, wrapper.ErrDownloadFailed)
	assertNoSecret(t, err.Error())
	assert.NotContains(t, err.Error(), "\n")
	assert.NotContains(t, err.Error(), "\x1b")
}
