package emulator_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

const (
	someVideo = "0123456789abcdef0123456789abcdef"
	keyedBody = `{"result":{"default":{"percentComplete":100,"status":"ready","url":"URL/default.mp4"}},"success":true,"errors":[],"messages":[]}`
	bothBody  = `{"result":{"audio":{"percentComplete":100,"status":"ready","url":"URL/audio.m4a"},"default":{"percentComplete":100,"status":"ready","url":"URL/default.mp4"}},"success":true,"errors":[],"messages":[]}`
	audioBody = `{"result":{"audio":{"percentComplete":100,"status":"ready","url":"URL/audio.m4a"}},"success":true,"errors":[],"messages":[]}`
	flatBody  = `{"result":{"percentComplete":100,"status":"ready","url":"URL/default.mp4"},"success":true,"errors":[],"messages":[]}`
)

func TestTheResultOfCreatingHasTheShapeThatWasAskedFor(t *testing.T) {
	tests := map[string]struct {
		shape  emulator.CreateShape
		suffix string
		want   string
	}{
		"keyed":            {emulator.Keyed, "", keyedBody},
		"keyed, audio":     {emulator.Keyed, "/audio", audioBody},
		"keyed, default":   {emulator.Keyed, "/default", keyedBody},
		"all keyed":        {emulator.KeyedAll, "", bothBody},
		"all keyed, audio": {emulator.KeyedAll, "/audio", audioBody},
		"flat":             {emulator.Flat, "", flatBody},
		"flat, audio":      {emulator.Flat, "/audio", audioBody},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := inProcess(t, emulator.WithEncodeTime(0), emulator.WithCreateShape(test.shape))
			if test.suffix == "" {
				c.api(http.MethodPost, emulator.DefaultVideo, "/audio") // a type that wasn't asked for now
			}
			a := c.api(http.MethodPost, emulator.DefaultVideo, test.suffix)
			url := strings.TrimSuffix(c.fileURL(emulator.DefaultVideo, ""), "/")
			assert.Equal(t, strings.ReplaceAll(test.want, "URL", url), string(a.body))
		})
	}
}

func TestAnEmptyListIsWhatItWasAskedToBe(t *testing.T) {
	tests := map[string]struct {
		result emulator.EmptyList
		status int
		want   string
	}{
		"object":    {emulator.EmptyObject, 200, `{"result":{},"success":true,"errors":[],"messages":[]}`},
		"null":      {emulator.EmptyNull, 200, `{"result":null,"success":true,"errors":[],"messages":[]}`},
		"not found": {emulator.EmptyNotFound, 404, `{"result":null,"success":false,"errors":[{"code":10003,"message":"Not found"}],"messages":[]}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := inProcess(t, emulator.WithEmptyList(test.result))
			a := c.api(http.MethodGet, emulator.DefaultVideo, "")
			assert.Equal(t, test.status, a.StatusCode)
			assert.Equal(t, test.want, string(a.body))
		})
	}
}

func TestACallThatCannotBeDoneIsRefused(t *testing.T) {
	tests := map[string]struct {
		method, video, suffix string
		body                  string
		status                int
		want                  string // in the body
	}{
		"list of an unknown video":     {"GET", someVideo, "", "", 404, `"code":10003`},
		"create for an unknown video":  {"POST", someVideo, "", "", 404, `"code":10003`},
		"delete of an unknown video":   {"DELETE", someVideo, "", "", 404, `"code":10003`},
		"delete of no download":        {"DELETE", emulator.DefaultVideo, "", "", 404, `"message":"Download not found"`},
		"delete of no audio":           {"DELETE", emulator.DefaultVideo, "/audio", "", 404, `"message":"Download not found"`},
		"create of an unknown type":    {"POST", emulator.DefaultVideo, "/subtitles", "", 400, `"code":10005`},
		"delete of an unknown type":    {"DELETE", emulator.DefaultVideo, "/subtitles", "", 400, `"code":10005`},
		"create for a video not ready": {"POST", "not-ready", "", "", 400, `"message":"The video is not ready to stream"`},
		"audio of a video not ready":   {"POST", "not-ready", "/audio", "", 400, `"message":"The video is not ready to stream"`},
		"a body that is no JSON":       {"POST", emulator.DefaultVideo, "", "{", 400, `"code":10005`},
		"an identifier too long":       {"GET", someVideo + "0", "", "", 400, `"pointer":"/identifier"`},
		"one type, which has no list":  {"GET", emulator.DefaultVideo, "/audio", "", 405, `"code":10405`},
		"a method that doesn't exist":  {"PUT", emulator.DefaultVideo, "", "", 405, `"code":10405`},
		"a route that doesn't exist":   {"GET", emulator.DefaultVideo, "/audio/x", "", 404, `"code":7003`},
		"a trailing slash":             {"GET", emulator.DefaultVideo, "/", "", 404, `"code":7003`},
		"dots that would be folded":    {"DELETE", emulator.DefaultVideo, "/..", "", 404, `"code":7003`},
		"dots in disguise":             {"DELETE", emulator.DefaultVideo, "/%2e%2e", "", 404, `"code":7003`},
		"no video":                     {"GET", "", "", "", 404, `"code":7003`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := inProcess(t, emulator.WithNotReady("not-ready"))
			a := c.do(test.method, c.downloads(test.video)+test.suffix, c.auth, test.body)
			assert.Equal(t, test.status, a.StatusCode, "%s", a.body)
			assert.Equal(t, "application/json", a.Header.Get("Content-Type"))
			assert.Contains(t, string(a.body), test.want)
			assert.Equal(t, test.status == http.StatusMethodNotAllowed, a.Header.Get("Allow") != "")
			assert.Empty(t, c.list(emulator.DefaultVideo))
		})
	}
}

func TestAnAccountTooLongHasNoRoute(t *testing.T) {
	c := inProcess(t)
	a := c.do(http.MethodGet, c.base+"/accounts/"+strings.Repeat("0", 33)+"/stream/"+emulator.DefaultVideo+"/downloads", c.auth, "")
	assert.Equal(t, http.StatusNotFound, a.StatusCode)
	assert.Regexp(t, `"code":7003,.*"code":7000,`, string(a.body))
}

func TestAnyBodyWillDo(t *testing.T) {
	for _, body := range []string{"", "{}", "null", `{"id":"default"}`, `"text"`, "7"} {
		t.Run(body, func(t *testing.T) {
			c := inProcess(t)
			assert.Equal(t, http.StatusOK, c.do(http.MethodPost, c.downloads(emulator.DefaultVideo), c.auth, body).StatusCode)
		})
	}
}

func TestAGenerationMayFail(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := inProcess(t, emulator.WithFailing("failing"), emulator.WithEncodeTime(10*time.Second))
		c.api(http.MethodPost, "failing", "")
		time.Sleep(9 * time.Second)
		assert.Equal(t, gen.DownloadStatusInProgress, c.list("failing").Default.Status)
		time.Sleep(time.Second)
		assert.Equal(t, &gen.Download{Status: gen.DownloadStatusError, PercentComplete: 99}, c.list("failing").Default)
		assert.Equal(t, http.StatusNotFound, c.fetch(c.fileURL("failing", "default.mp4")).StatusCode)
	})
}

func TestACallPastTheRateLimitBlocksAllForAWhile(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := inProcess(t, emulator.WithRateLimit(3, 5*time.Minute))
		for range 3 {
			c.list(emulator.DefaultVideo)
		}
		blocked := c.api(http.MethodGet, emulator.DefaultVideo, "")
		assert.Equal(t, http.StatusTooManyRequests, blocked.StatusCode)
		assert.Equal(t, "300", blocked.Header.Get("Retry-After"))
		time.Sleep(299*time.Second + time.Millisecond)
		assert.Equal(t, "1", c.api(http.MethodPost, emulator.DefaultVideo, "").Header.Get("Retry-After"))
		time.Sleep(time.Second)
		assert.Empty(t, c.list(emulator.DefaultVideo))
	})
}

func TestTheRateIsCountedInWindows(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := inProcess(t, emulator.WithRateLimit(2, time.Minute))
		for range 5 {
			c.list(emulator.DefaultVideo)
			c.list(emulator.DefaultVideo)
			time.Sleep(time.Minute)
		}
	})
}

func TestEachResponseHasARayOfItsOwn(t *testing.T) {
	c := inProcess(t)
	rays := map[string]bool{}
	for _, path := range []string{"/accounts/a/stream/b/downloads", "/nowhere", "/accounts"} {
		rays[c.do(http.MethodGet, c.base+path, c.auth, "").Header.Get("Cf-Ray")] = true
	}
	rays[c.fetch(c.fileURL(someVideo, "default.mp4")).Header.Get("Cf-Ray")] = true
	assert.Len(t, rays, 4)
	assert.NotContains(t, rays, "")
}

func TestOptionsThatMakeNoSenseAreAllNamed(t *testing.T) {
	_, err := emulator.New(
		emulator.WithVideo(""),
		emulator.WithVideo(someVideo+"0"),
		emulator.WithNotReady("../x"),
		emulator.WithFailing("a%2fb"),
		emulator.WithAccount(".."),
		emulator.WithFile(someVideo, gen.DownloadTypeAudio, "no/such/file"),
		emulator.WithFile(someVideo, gen.DownloadTypeAudio, t.TempDir()),
		emulator.WithContent(someVideo, "subtitles", emulator.Synthetic(1, 1)),
		emulator.WithPrivate(""),
		emulator.WithSigningKey("no key"),
		emulator.WithLibrary(gen.Video{}),
		emulator.WithVideos(0),
		emulator.WithPageLimit(1001),
		emulator.WithLogger(nil),
		emulator.WithEncodeTime(-time.Second),
		emulator.WithFileDelay(-time.Second),
		emulator.WithRateLimit(0, time.Second),
		emulator.WithProgress(nil),
		emulator.WithEncodeTimes(nil),
		nil,
		emulator.WithFaults("media"),
	)
	for _, want := range []string{
		`video ""`, `video "0123456789abcdef0123456789abcdef0"`, `video "../x"`, `video "a%2fb"`, `account ".."`, "no/such/file", "not a regular file", `"subtitles"`,
		"signing key: ", "library of 0 videos", "page limit 1001", "logger is nil", "encode time -1s", "file delay -1s", "rate limit of 0 calls", "progress curve is nil", "encode time is nil", "option is nil", `fault "media"`,
	} {
		assert.ErrorContains(t, err, want)
	}
}
