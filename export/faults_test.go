package export_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// What goes wrong with one video is reported, and the others are exported.
func TestFailureOfOneVideoStopsNoOther(t *testing.T) {
	const bad = "bad"
	for _, test := range []struct {
		name   string
		option emulator.Option
		export export.Options
		error  string
	}{
		{"the generation fails", emulator.WithFailing(bad), export.Options{}, "the service could not generate the download"},
		{"the generation never ends", emulator.WithEndless(bad), export.Options{Timeout: 10 * time.Minute}, "not ready after 10m0s"},
		{"the video is deleted after it was listed", emulator.WithFaults("createDownload:5:gone"), export.Options{}, "createDownload: 404 Not Found"},
		{"the video is deleted while its file is generated", emulator.WithFaults("listDownloads:5:gone"), export.Options{}, "listDownloads: 404 Not Found"},
		{"the file is never served", emulator.WithFaults("media:5-:status=404"), export.Options{Jobs: 1}, "404 Not Found"},
		{"the service makes no download of it", emulator.WithFaults("createDownload:5:status=400,message=too long"), export.Options{}, "too long"},
		{"calls for it fail for good", emulator.WithFaults("createDownload:5-:status=500"), export.Options{}, "500 Internal Server Error"},
		{
			"the video was named, and is not there", emulator.WithLibrary(gen.Video{UID: "v1"}, gen.Video{UID: "v2"}, gen.Video{UID: "v3"}),
			export.Options{Videos: []string{"v1", "nosuchvideo", "v2", "v3", emulator.DefaultVideo}}, "getVideo: 404 Not Found",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				l := emulate(t, emulator.WithVideos(4), emulator.WithVideo(bad), emulator.WithEncodeTime(time.Minute), test.option)
				summary, err := l.run(test.export)
				require.ErrorIs(t, err, export.ErrIncomplete)
				assert.False(t, summary.Complete)
				assert.Equal(t, 4, summary.Done)
				require.Len(t, summary.Failures, 1)
				assert.NotContains(t, l.files(), summary.Failures[0].Video+".mp4")
				assert.Equal(t, wrapper.Default, summary.Failures[0].Type)
				assert.Contains(t, summary.Failures[0].Error, test.error)
				assert.Len(t, l.files(), 4)
				failed := 0
				for _, line := range l.manifest() {
					if strings.Contains(line, `"state":"failed"`) {
						failed++
						assert.Contains(t, line, test.error)
					}
				}
				assert.Equal(t, 1, failed)
			})
		})
	}
}

// What is somebody else's and has a name that one video needs concerns that video.
func TestWhatIsInTheWayOfOneVideoStopsNoOther(t *testing.T) {
	for _, test := range []struct {
		what, name string
		put        func(somebody, name string) error
		error      string
	}{
		{"a partial file", "bad.mp4.part", os.Link, "remove it"},
		{"a folder for metadata", "bad.json", func(_, name string) error { return os.Mkdir(name, 0o700) }, "something else has its name: bad.json"},
	} {
		t.Run(test.what, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				l := emulate(t, emulator.WithVideos(4), emulator.WithVideo("bad"))
				l.write("somebody", []byte("else"))
				inTheWay := filepath.Join(l.dir, test.name)
				require.NoError(t, test.put(filepath.Join(l.dir, "somebody"), inTheWay))
				summary, err := l.run(export.Options{Metadata: true})
				require.ErrorIs(t, err, export.ErrIncomplete)
				assert.Equal(t, 4, summary.Done)
				require.Len(t, summary.Failures, 1)
				assert.Equal(t, "bad", summary.Failures[0].Video)
				assert.Contains(t, summary.Failures[0].Error, test.error)
				assert.Equal(t, "else", string(l.read("somebody")))

				require.NoError(t, os.Remove(inTheWay), "it stays")
				assert.Equal(t, 1, l.complete(export.Options{Metadata: true}).Done)
			})
		})
	}
}

// What would meet every video stops the export. Once it is mended the same call goes on.
func TestWhatConcernsAllStopsTheExport(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault string
		is    error
	}{
		{"the credential is refused at once", "*:*:status=401", wrapper.ErrUnauthorized},
		{"the credential is revoked while asking", "createDownload:4-:status=403", wrapper.ErrUnauthorized},
		{"the credential is revoked while polling", "listDownloads:2-:status=401", wrapper.ErrUnauthorized},
		{"the credential is locked out", "createDownload:4-:ban", wrapper.ErrRateLimited},
		{"a token can't be made", "createToken:*:status=403", wrapper.ErrUnauthorized},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				l := emulate(t, emulator.WithVideos(12), emulator.WithEncodeTime(10*time.Second), emulator.WithFaults(test.fault))
				began := time.Now()
				summary, err := l.run(export.Options{})
				require.ErrorIs(t, err, test.is)
				require.NotErrorIs(t, err, context.Canceled)
				require.NotErrorIs(t, err, export.ErrIncomplete)
				assert.False(t, summary.Complete)
				assert.Empty(t, summary.Failures)
				assert.Less(t, time.Since(began), time.Minute)

				l.ClearFaults()
				again := l.complete(export.Options{})
				assert.Equal(t, 12, again.Done+again.Skipped)
			})
		})
	}
}

// What passes is waited out.
func TestWhatPassesIsWaitedOut(t *testing.T) {
	for _, test := range []struct {
		name, fault string
		encoding    time.Duration
	}{
		{"an outage of the API", "createDownload:3-60:status=503", 5 * time.Second},
		{"an outage while polling", "listDownloads:2-60:status=502", 5 * time.Second},
		{"the API is not reached", "*:4-60:dial=refused", 5 * time.Second},
		{"a rate limit", "createDownload:5:block=5m", 5 * time.Second},
		{"a rate limit without a hint", "createDownload:3-40:status=429", 5 * time.Second},
		{"a rate limit that refuses often while other calls succeed", "createDownload:6-300:status=429", 15 * time.Minute},
		{"an outage of the file host", "media:2-40:status=503", 5 * time.Second},
		{"connections that are cut", "media:2-9:cut=50%", 5 * time.Second},
		{"a download that is not listed at once", "listDownloads:1-4:set=result={}", 5 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				l := emulate(t, emulator.WithVideos(12), emulator.WithEncodeTime(test.encoding), emulator.WithFaults(test.fault))
				assert.Equal(t, 12, l.complete(export.Options{}).Done)
			})
		})
	}
}

func TestOutageThatDoesNotEndStopsTheExport(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		l := emulate(t, emulator.WithVideos(30), emulator.WithFaults("createDownload:4-:status=503"))
		summary, err := l.run(export.Options{})
		require.ErrorContains(t, err, "nothing but failures for 3")
		var call *wrapper.Error
		require.ErrorAs(t, err, &call)
		assert.Equal(t, http.StatusServiceUnavailable, call.StatusCode)
		assert.Equal(t, 3, summary.Done)
		assert.Empty(t, summary.Failures, "it is no fault of any video")
	})
}

func TestNamedVideoIsWaitedFor(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		l := emulate(t, emulator.WithReadyAfter("fresh", 3*time.Minute), emulator.WithVideo("other"))
		summary := l.complete(export.Options{Videos: []string{"fresh"}})
		assert.Equal(t, 1, summary.Done)
		assert.Equal(t, []string{"fresh.mp4"}, l.files())
	})
}

func TestNamedVideoIsNotWaitedForForLonger(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		l := emulate(t, emulator.WithNotReady("draft"))
		began := time.Now()
		summary, err := l.run(export.Options{Videos: []string{"draft"}, Timeout: time.Hour})
		require.ErrorIs(t, err, export.ErrIncomplete)
		assert.Contains(t, summary.Failures[0].Error, "not ready after 1h0m0s")
		assert.InDelta(t, time.Hour.Seconds(), time.Since(began).Seconds(), 60)
	})
}

func TestPrivateVideosCostNoCallMoreWithAKey(t *testing.T) {
	ofService, ofClient := signingKey(t)
	l := emulate(t, emulator.WithPrivate("secret"), emulator.WithPrivate("hidden"), ofService)
	l.client = l.newClient(ofClient)
	l.complete(export.Options{})
	assert.Equal(t, 3, l.count(emulator.CreateDownload))
	assert.Zero(t, l.count(emulator.CreateToken, emulator.GetVideo, emulator.ListDownloads))
	assert.Equal(t, 3, l.count(emulator.Media), "the plain URL of a private video is not tried")
}

// A page of the library that fails midway is asked for again, and no video is left out or exported twice.
func TestOutageWhileListingIsWaitedOut(t *testing.T) {
	for _, test := range []struct {
		name    string
		fault   string
		options export.Options
		videos  int
	}{
		{"the library", "listVideos:3-10:status=503", export.Options{Limit: 2100}, 2100},
		{"videos that are named", "getVideo:2-9:status=503", export.Options{Videos: []string{"named-1", "named-2"}}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				l := emulate(t, emulator.WithVideos(2500), emulator.WithVideo("named-1"), emulator.WithVideo("named-2"), emulator.WithFaults(test.fault))
				asked := map[string]int{}
				test.options.OnEvent = func(e export.Event) {
					if e.Kind == export.Selected {
						asked[e.Video]++
					}
				}
				plan, err := export.Preview(t.Context(), l.client, l.dir, test.options)
				require.NoError(t, err)
				assert.Equal(t, test.videos, plan.Videos)
				assert.Len(t, asked, test.videos)
				for video, times := range asked {
					require.Equal(t, 1, times, video)
				}
			})
		})
	}
}

func TestOutageAtTheBeginningIsToldAtOnce(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		l := emulate(t, emulator.WithFaults("*:*:status=503"))
		began := time.Now()
		_, err := l.run(export.Options{})
		require.ErrorContains(t, err, "503")
		assert.Less(t, time.Since(began), time.Minute)
	})
}
