package emulator_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

const modelEncodeTime = 10 * time.Second

// model is all that there is to know about the downloads of a video: when they were asked for.
type model map[gen.DownloadType]time.Time

func (m model) ask(kind gen.DownloadType) int {
	if _, exists := m[kind]; !exists {
		m[kind] = time.Now()
	}
	return http.StatusOK
}

func (m model) remove(kind gen.DownloadType) int {
	if _, exists := m[kind]; !exists {
		return http.StatusNotFound
	}
	delete(m, kind)
	return http.StatusOK
}

func (m model) fetch(kind gen.DownloadType) int {
	if asked, exists := m[kind]; !exists || time.Since(asked) < modelEncodeTime {
		return http.StatusNotFound
	}
	return http.StatusOK
}

func (m model) percent() map[gen.DownloadType]float64 {
	percents := map[gen.DownloadType]float64{}
	for kind, asked := range m {
		percents[kind] = min(100*float64(time.Since(asked))/float64(modelEncodeTime), 100)
	}
	return percents
}

func TestInAnyOrderOfCallsTheEmulatorDoesWhatTheModelDoes(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		// Under synctest a test must not be asked for its deadline.
		rapid.Check(struct{ rapid.TB }{t}, func(draw *rapid.T) {
			shape := rapid.SampledFrom([]emulator.CreateShape{emulator.Keyed, emulator.KeyedAll, emulator.Flat}).Draw(draw, "shape")
			c := inProcess(t, emulator.WithEncodeTime(modelEncodeTime), emulator.WithCreateShape(shape))
			responses := c.checked()
			m := model{}
			kinds := rapid.SampledFrom([]gen.DownloadType{gen.DownloadTypeDefault, gen.DownloadTypeAudio})
			files := map[gen.DownloadType]string{gen.DownloadTypeDefault: "default.mp4", gen.DownloadTypeAudio: "audio.m4a"}
			same := func(want int, a result) {
				if want != a.StatusCode {
					draw.Fatalf("%s %s: %d, want %d: %s", a.Request.Method, a.Request.URL, a.StatusCode, want, a.body)
				}
			}
			draw.Repeat(map[string]func(*rapid.T){
				"create": func(*rapid.T) {
					same(m.ask(gen.DownloadTypeDefault), c.api(http.MethodPost, emulator.DefaultVideo, ""))
				},
				"create of type": func(draw *rapid.T) {
					kind := kinds.Draw(draw, "type")
					same(m.ask(kind), c.api(http.MethodPost, emulator.DefaultVideo, "/"+string(kind)))
				},
				"delete": func(*rapid.T) {
					same(m.remove(gen.DownloadTypeDefault), c.api(http.MethodDelete, emulator.DefaultVideo, ""))
				},
				"delete of type": func(draw *rapid.T) {
					kind := kinds.Draw(draw, "type")
					same(m.remove(kind), c.api(http.MethodDelete, emulator.DefaultVideo, "/"+string(kind)))
				},
				"fetch": func(draw *rapid.T) {
					kind := kinds.Draw(draw, "type")
					same(m.fetch(kind), c.fetch(c.fileURL(emulator.DefaultVideo, files[kind])))
				},
				"wait": func(draw *rapid.T) {
					time.Sleep(time.Duration(rapid.IntRange(1, 10).Draw(draw, "seconds")) * time.Second)
				},
				"": func(*rapid.T) {
					got := map[gen.DownloadType]float64{}
					listed := c.list(emulator.DefaultVideo)
					for kind, download := range map[gen.DownloadType]*gen.Download{"default": listed.Default, "audio": listed.Audio} {
						if download != nil {
							got[kind] = download.PercentComplete
						}
					}
					require.Equal(draw, m.percent(), got)
					require.Empty(draw, responses.deviations)
				},
			})
		})
	})
}

func TestEachResponseConformsToTheDocument(t *testing.T) {
	count := 0
	videos := []string{emulator.DefaultVideo, "failing", "not-ready", "private", "unknown"}
	for _, header := range []http.Header{bearer(emulator.DefaultToken), bearer("unknown"), {"Authorization": {"?"}}, {}} {
		c := inProcess(t, emulator.WithEncodeTime(0), emulator.WithFailing("failing"), emulator.WithNotReady("not-ready"),
			emulator.WithPrivate("private"), fiveVideos())
		c.auth = header
		responses := c.checked()
		stream := strings.TrimSuffix(c.downloads(""), "//downloads")
		for _, query := range []string{"", "?limit=2&asc=true&after=2026-01-01T00:00:00Z", "?include_counts=true&type=live", "?limit=0"} {
			c.do(http.MethodGet, stream+query, c.auth, "")
		}
		for _, video := range videos {
			c.do(http.MethodGet, stream+"/"+video, c.auth, "")
			for _, body := range []string{"", `{"downloadable":true}`, `{"exp":9999999999}`, "no JSON"} {
				c.do(http.MethodPost, stream+"/"+video+"/token", c.auth, body)
			}
			for _, suffix := range []string{"", "/default", "/audio"} {
				for _, method := range []string{"GET", "POST", "POST", "GET", "DELETE", "DELETE"} {
					if method != "GET" || suffix == "" {
						c.api(method, video, suffix)
					}
				}
			}
		}
		require.Empty(t, responses.deviations)
		count += responses.count
	}
	require.Greater(t, count, 100)
}

// checkedResponses are those of the API, checked against the document. What the requests get wrong is meant.
type checkedResponses struct {
	count      int
	deviations []string
}

// newChecker reads the document once.
var newChecker = sync.OnceValues(func() (*conformance.Checker, error) { return conformance.New() })

func (c *caller) checked() *checkedResponses {
	c.t.Helper()
	checker, err := newChecker()
	require.NoError(c.t, err)
	all := &checkedResponses{}
	c.client.Transport = checker.Transport(c.client.Transport, func(e conformance.Exchange) {
		all.count++
		for _, d := range e.Deviations {
			if d.Status != 0 {
				all.deviations = append(all.deviations, d.String())
			}
		}
	})
	return all
}
