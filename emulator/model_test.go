package emulator_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/bubble"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
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
	bubble.Test(t, func(t *testing.T) {
		conforming := newConformingTransport(t)
		// In a bubble a test must not be asked for its deadline.
		rapid.Check(struct{ rapid.TB }{t}, func(draw *rapid.T) {
			shape := rapid.SampledFrom([]emulator.CreateShape{emulator.Keyed, emulator.KeyedAll, emulator.Flat}).Draw(draw, "shape")
			c := inProcess(t, emulator.WithEncodeTime(modelEncodeTime), emulator.WithCreateShape(shape))
			conforming.next = c.client.Transport
			c.client.Transport = conforming
			m := model{}
			kinds := rapid.SampledFrom([]gen.DownloadType{gen.DownloadTypeDefault, gen.DownloadTypeAudio})
			files := map[gen.DownloadType]string{gen.DownloadTypeDefault: "default.mp4", gen.DownloadTypeAudio: "audio.m4a"}
			same := func(want int, a answer) {
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
				},
			})
		})
	})
}

func TestEachReplyConformsToTheDocument(t *testing.T) {
	conforming := newConformingTransport(t)
	videos := []string{emulator.DefaultVideo, "failing", "not-ready", "unknown"}
	for _, header := range []http.Header{bearer(emulator.DefaultToken), bearer("unknown"), {"Authorization": {"?"}}, {}} {
		c := inProcess(t, emulator.WithEncodeTime(0), emulator.WithFailing("failing"), emulator.WithNotReady("not-ready"))
		conforming.next = c.client.Transport
		c.client.Transport, c.auth = conforming, header
		for _, video := range videos {
			for _, suffix := range []string{"", "/default", "/audio"} {
				for _, method := range []string{"GET", "POST", "POST", "GET", "DELETE", "DELETE"} {
					if method != "GET" || suffix == "" {
						c.api(method, video, suffix)
					}
				}
			}
		}
	}
	require.Greater(t, conforming.judged, 100)
}

func TestAReplyThatDoesNotConformIsNoticed(t *testing.T) {
	for _, spec := range []string{"listDownloads:1:percent=101", "listDownloads:1:state=odd", "listDownloads:1:unset=messages", "listDownloads:1:html=200", "listDownloads:1:as=202"} {
		c := ready(t, []string{emulator.DefaultVideo}, emulator.WithFaults(spec))
		conforming := newConformingTransport(t)
		conforming.next = c.client.Transport
		c.client.Transport = conforming
		_, err := c.try(http.MethodGet, c.downloads(emulator.DefaultVideo), c.auth, "")
		require.ErrorContains(t, err, "doesn't conform", spec)
	}
}

// conformingTransport turns a reply of the API that the document doesn't allow into an error.
type conformingTransport struct {
	t      *testing.T
	router routers.Router
	next   http.RoundTripper
	judged int
}

func newConformingTransport(t *testing.T) *conformingTransport {
	t.Helper()
	doc, err := document.Load(openapi.Document())
	require.NoError(t, err)
	router, err := gorillamux.NewRouter(doc)
	require.NoError(t, err)
	return &conformingTransport{t: t, router: router}
}

func (c *conformingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.next.RoundTrip(r)
	if err != nil || r.URL.Host != "api.cloudflare.com" {
		return response, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	response.Body = io.NopCloser(bytes.NewReader(body))
	route, parameters, err := c.router.FindRoute(r)
	require.NoError(c.t, err)
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route},
		Status:                 response.StatusCode,
		Header:                 response.Header,
		Options:                &openapi3filter.Options{IncludeResponseStatus: true},
	}
	input.SetBodyBytes(body)
	if err := openapi3filter.ValidateResponse(r.Context(), input); err != nil {
		return nil, &doesNotConform{r.Method, err}
	}
	var envelope struct {
		Success *bool
		Errors  []gen.Message
	}
	require.NoError(c.t, json.Unmarshal(body, &envelope))
	require.Equal(c.t, response.StatusCode == http.StatusOK, *envelope.Success)
	require.Equal(c.t, *envelope.Success, len(envelope.Errors) == 0)
	c.judged++
	return response, nil
}

type doesNotConform struct {
	method string
	error
}

func (e *doesNotConform) Error() string { return e.method + " doesn't conform: " + e.error.Error() }
