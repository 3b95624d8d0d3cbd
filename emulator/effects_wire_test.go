package emulator_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

// seen is what a client sees of one request that meets a fault.
type seen struct {
	result
	err       error // instead of a response
	took      time.Duration
	inProcess bool
	truth     result // the response to the same request without the fault
	caller    *caller
}

// onTheWire lists, for every effect, at least one fault and what a client sees of it.
var onTheWire = []struct {
	name      string
	spec      string
	byteRange string // sent with the request
	want      func(t *testing.T, s seen)
}{
	{"a failure under a status", "listDownloads:1:status=503,retry-after=5", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 503, 1000, "Service Unavailable")
		assert.Equal(t, "5", s.Header.Get("Retry-After"))
	}},
	{"a failure under 200", "listDownloads:1:status=200,code=10005", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 200, 10005, "OK")
	}},
	{"a failure with its code and message", `createDownload:1:status=409,code=1234,message="there, already exists"`, "", func(t *testing.T, s seen) {
		wantFailure(t, s, 409, 1234, "there, already exists")
	}},
	{"a failure of the host of the files", "media:1:status=424", "", func(t *testing.T, s seen) {
		wantBody(t, s, 424, "text/html", "<html><body>Failed Dependency</body></html>")
	}},
	{"a body of one's own", "media:1:body=`{\"a\":1,\"b\":2}`,type=application/json", "", func(t *testing.T, s seen) {
		wantBody(t, s, 200, "application/json", `{"a":1,"b":2}`)
	}},
	{"a deletion that is done but responded to with a failure", "deleteDownloads:1:status=500,processed", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 500, 1000, "Internal Server Error")
		assert.Nil(t, s.caller.list(emulator.DefaultVideo).Default)
	}},
	{"a deletion that is not done", "deleteDownloads:1:status=500", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 500, 1000, "Internal Server Error")
		assert.NotNil(t, s.caller.list(emulator.DefaultVideo).Default)
	}},
	{"throttling", "listDownloads:1:throttle", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 429, 10429, "Rate limited. Please wait and consider throttling your request speed")
	}},
	{"throttling under an older code", "listDownloads:1:throttle,code=971", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 429, 971, "Rate limited. Please wait and consider throttling your request speed")
	}},
	{"a ban", "listDownloads:1:ban", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 429, 10502, "Too many authentication failures. Please try again later.")
	}},
	{"a page of HTML", "listDownloads:1:html=520", "", func(t *testing.T, s seen) {
		assert.Equal(t, 520, s.StatusCode)
		assert.Contains(t, s.Header.Get("Content-Type"), "text/html")
		assert.Contains(t, string(s.body), "<h1>Error 520</h1>")
	}},
	{"no body", "listDownloads:1:empty=502", "", func(t *testing.T, s seen) { wantBody(t, s, 502, "text/plain", "") }},
	{"plain text from the edge", "listDownloads:1:edge=1015", "", func(t *testing.T, s seen) {
		wantBody(t, s, 429, "text/plain; charset=UTF-8", "error code: 1015")
	}},
	{"a problem from the edge", "listDownloads:1:problem=1015,set=retry_after=7", "", func(t *testing.T, s seen) {
		assert.Equal(t, 429, s.StatusCode)
		assert.Equal(t, "application/problem+json", s.Header.Get("Content-Type"))
		problem := decode(t, s.body)
		assert.EqualValues(t, 1015, problem["error_code"])
		assert.EqualValues(t, 7, problem["retry_after"])
		assert.Equal(t, true, problem["retryable"])
	}},
	{"a redirect to another host", "media:1:redirect=//elsewhere.example,status=307", "", func(t *testing.T, s seen) {
		assert.Equal(t, 307, s.StatusCode)
		assert.Equal(t, "elsewhere.example", location(t, s).Host)
		assert.Equal(t, s.truth.Request.URL.Path, location(t, s).Path)
	}},
	{"a redirect to another scheme", "media:1:redirect=gopher:", "", func(t *testing.T, s seen) {
		assert.Equal(t, 302, s.StatusCode)
		assert.Equal(t, "gopher", location(t, s).Scheme)
		assert.Equal(t, s.truth.Request.URL.Host, location(t, s).Host)
	}},
	{"a redirect to the same place", "media:1:redirect=.", "", func(t *testing.T, s seen) {
		assert.Equal(t, s.truth.Request.URL.String(), location(t, s).String())
	}},
	{"a redirect to another path", "listDownloads:1:redirect=/elsewhere?x=1", "", func(t *testing.T, s seen) {
		assert.Equal(t, "/elsewhere?x=1", location(t, s).RequestURI())
	}},

	{"a header set", `media:1:header="ETag: \"other\""`, "", func(t *testing.T, s seen) {
		assert.Equal(t, `"other"`, s.Header.Get("ETag"))
		assert.Equal(t, s.truth.body, s.body)
	}},
	{"a header taken away", "media:1:header=Accept-Ranges:", "", func(t *testing.T, s seen) {
		assert.NotEmpty(t, s.truth.Header.Get("Accept-Ranges"))
		assert.Empty(t, s.Header.Values("Accept-Ranges"))
	}},
	{"more promised than sent", "media:1:header=Content-Length:9000", "", func(t *testing.T, s seen) {
		assert.Equal(t, int64(9000), s.ContentLength)
		require.ErrorIs(t, s.result.err, io.ErrUnexpectedEOF)
		assert.Equal(t, s.truth.body, s.body)
	}},
	{"less promised than there is, which net/http refuses to send", "media:1:header=Content-Length:10", "", func(t *testing.T, s seen) {
		assert.Equal(t, int64(10), s.ContentLength)
		require.ErrorIs(t, s.result.err, io.ErrUnexpectedEOF)
		assert.Empty(t, s.body)
	}},
	{"a hint that is no number", "listDownloads:1:throttle,retry-after=1e300", "", func(t *testing.T, s seen) {
		assert.Equal(t, "1e300", s.Header.Get("Retry-After"))
	}},
	{"a hint that is a date", "listDownloads:1:throttle,retry-after=@90s", "", func(t *testing.T, s seen) {
		date, err := http.ParseTime(s.Header.Get("Retry-After"))
		require.NoError(t, err)
		assert.InDelta(t, 90, time.Until(date).Seconds(), 5)
	}},
	{"the true response under another status", "listDownloads:1:as=202", "", func(t *testing.T, s seen) {
		assert.Equal(t, 202, s.StatusCode)
		assert.Equal(t, s.truth.body, s.body)
	}},
	{"no validators", "media:1:validators=none", "", func(t *testing.T, s seen) {
		assert.Empty(t, s.Header.Values("ETag"))
		assert.Empty(t, s.Header.Values("Last-Modified"))
	}},
	{"only a date", "media:1:validators=date", "", func(t *testing.T, s seen) {
		assert.Empty(t, s.Header.Values("ETag"))
		assert.Equal(t, s.truth.Header.Get("Last-Modified"), s.Header.Get("Last-Modified"))
	}},
	{"a weak ETag", "media:1:validators=weak", "", func(t *testing.T, s seen) {
		assert.Equal(t, "W/"+s.truth.Header.Get("ETag"), s.Header.Get("ETag"))
	}},
	{"a range with a wrong start", "media:1:content-range=start+1", "bytes=10-19", wantContentRange("bytes 11-19/8879")},
	{"a range with a wrong end", "media:1:content-range=end-2", "bytes=10-19", wantContentRange("bytes 10-17/8879")},
	{"a range with a wrong total", "media:1:content-range=total+7", "bytes=10-19", wantContentRange("bytes 10-19/8886")},
	{"a range of an unknown total", "media:1:content-range=total=*", "bytes=10-19", wantContentRange("bytes 10-19/*")},
	{"a range that doesn't say which", "media:1:content-range=none", "bytes=10-19", wantContentRange("")},
	{"no length", "media:1:chunked", "", func(t *testing.T, s seen) {
		assert.Equal(t, int64(-1), s.ContentLength)
		assert.Equal(t, []string{"chunked"}, s.TransferEncoding)
		assert.Equal(t, s.truth.body, s.body)
	}},

	{"a null result", "listDownloads:1:set=result=null", "", func(t *testing.T, s seen) {
		assert.Contains(t, string(s.body), `"result":null`)
	}},
	{"an array for a result", "listDownloads:1:set=result=[]", "", func(t *testing.T, s seen) {
		assert.Contains(t, string(s.body), `"result":[]`)
	}},
	{"a code that is text", `listDownloads:1:throttle,set=errors.0.code="971"`, "", func(t *testing.T, s seen) {
		assert.Contains(t, string(s.body), `"code":"971"`)
	}},
	{"a URL of each download", "listDownloads:1:set=result.*.url=7", "", func(t *testing.T, s seen) {
		assert.Contains(t, string(s.body), `"url":7`)
	}},
	{"no result", "listDownloads:1:unset=result", "", func(t *testing.T, s seen) {
		assert.NotContains(t, decode(t, s.body), "result")
		assert.Contains(t, decode(t, s.body), "success")
	}},
	{"a percentage out of range", "listDownloads:1:percent=250", "", func(t *testing.T, s seen) {
		assert.Contains(t, string(s.body), `"percentComplete":250`)
	}},
	{"an unknown status", "listDownloads:1:state=processing", "", func(t *testing.T, s seen) {
		assert.Contains(t, string(s.body), `"status":"processing"`)
	}},
	{"a key twice", "listDownloads:1:duplicate=success", "", func(t *testing.T, s seen) {
		assert.Equal(t, `{"success":null,`+string(s.truth.body[1:]), string(s.body))
	}},
	{"a response one byte over 1 MiB", "listDownloads:1:size=1048577", "", func(t *testing.T, s seen) {
		assert.Len(t, s.body, 1<<20+1)
		assert.Equal(t, decode(t, s.truth.body)["result"], decode(t, s.body)["result"])
	}},
	{"a large response, compressed", "listDownloads:1:size=4MiB,gzip", "", func(t *testing.T, s seen) {
		assert.True(t, s.Uncompressed)
		assert.Len(t, s.body, 4<<20)
	}},

	{"a body without its end", "listDownloads:1:short=50%", "", func(t *testing.T, s seen) {
		half := len(s.truth.body) - len(s.truth.body)/2
		assert.Equal(t, s.truth.body[:half], s.body)
		assert.Equal(t, int64(half), s.ContentLength)
	}},
	{"fewer bytes than the range says", "media:1:short=3", "bytes=10-19", func(t *testing.T, s seen) {
		assert.Equal(t, "bytes 10-19/8879", s.Header.Get("Content-Range"))
		assert.Equal(t, s.truth.body[:7], s.body)
	}},
	{"more bytes than the range says", "media:1:extra=3", "bytes=10-19", func(t *testing.T, s seen) {
		assert.Equal(t, "bytes 10-19/8879", s.Header.Get("Content-Range"))
		assert.Equal(t, append(bytes.Clone(s.truth.body), "xxx"...), s.body)
		assert.Equal(t, int64(13), s.ContentLength)
	}},
	{"data after the response", "listDownloads:1:append={}", "", func(t *testing.T, s seen) {
		assert.Equal(t, string(s.truth.body)+"{}", string(s.body))
	}},
	{"a file compressed though nobody asked", "media:1:gzip", "bytes=10-19", func(t *testing.T, s seen) {
		assert.Equal(t, "gzip", s.Header.Get("Content-Encoding"))
		unzipped, err := gzip.NewReader(bytes.NewReader(s.body))
		require.NoError(t, err)
		content, err := io.ReadAll(unzipped)
		require.NoError(t, err)
		assert.Equal(t, s.truth.body, content)
	}},

	{"a connection broken half way", "media:1:cut=50%", "", func(t *testing.T, s seen) {
		require.ErrorIs(t, s.result.err, io.ErrUnexpectedEOF)
		assert.Equal(t, s.truth.body[:len(s.truth.body)/2], s.body)
	}},
	{"a connection broken after the header", "media:1:cut=0", "", func(t *testing.T, s seen) {
		require.ErrorIs(t, s.result.err, io.ErrUnexpectedEOF)
		assert.Empty(t, s.body)
	}},
	{"a body that stops for ever", "media:1:stall=1KiB", "", func(t *testing.T, s seen) {
		require.ErrorIs(t, s.result.err, context.DeadlineExceeded)
		assert.Equal(t, s.truth.body[:1024], s.body)
	}},
	{"a body that stops for a while", "media:1:stall=1KiB/60ms", "", func(t *testing.T, s seen) {
		assert.GreaterOrEqual(t, s.took, 60*time.Millisecond)
		assert.Equal(t, s.truth.body, s.body)
	}},
	{"a slow body", "media:1:rate=100KiB", "", func(t *testing.T, s seen) {
		assert.GreaterOrEqual(t, s.took, 80*time.Millisecond)
		assert.Equal(t, s.truth.body, s.body)
	}},

	{"a connection too many", "media:1:connections=1,delay=0s", "", func(t *testing.T, s seen) {
		assert.Equal(t, s.truth.body, s.body, "one at a time is served")
	}},
	{"a video that is gone", "listDownloads:1:gone", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 404, 10003, "Video not found")
		assert.Equal(t, 404, s.caller.fetch(s.caller.fileURL(emulator.DefaultVideo, "default.mp4")).StatusCode)
	}},

	{"a video that is gone before its file", "media:1:gone", "", func(t *testing.T, s seen) {
		wantBody(t, s, 404, "text/html", "<html><body>Object not found</body></html>")
		assert.Equal(t, 404, s.caller.api(http.MethodGet, emulator.DefaultVideo, "").StatusCode)
	}},

	{"a late response", "listDownloads:1:delay=60ms", "", func(t *testing.T, s seen) {
		assert.GreaterOrEqual(t, s.took, 60*time.Millisecond)
		assert.Equal(t, s.truth.body, s.body)
	}},
	{"no response, nothing done", "deleteDownloads:1:hang", "", func(t *testing.T, s seen) {
		require.ErrorIs(t, s.err, context.DeadlineExceeded)
		assert.NotNil(t, s.caller.list(emulator.DefaultVideo).Default)
	}},
	{"no response, but done", "deleteDownloads:1:hang=after", "", func(t *testing.T, s seen) {
		require.ErrorIs(t, s.err, context.DeadlineExceeded)
		assert.Nil(t, s.caller.list(emulator.DefaultVideo).Default)
	}},
	{"a reset, nothing done", "deleteDownloads:1:reset=before", "", func(t *testing.T, s seen) {
		require.ErrorIs(t, s.err, syscall.ECONNRESET)
		assert.NotNil(t, s.caller.list(emulator.DefaultVideo).Default)
	}},
	{"a reset, but done", "deleteDownloads:1:reset=after", "", func(t *testing.T, s seen) {
		require.ErrorIs(t, s.err, syscall.ECONNRESET)
		assert.Nil(t, s.caller.list(emulator.DefaultVideo).Default)
	}},
	{"nobody listening", "listDownloads:1:dial=refused", "", wantDialError(func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) })},
	{"no such host", "listDownloads:1:dial=unknown-host", "", wantDialError(func(err error) bool {
		var unknown *net.DNSError
		return errors.As(err, &unknown) && unknown.IsNotFound
	})},
	{"an impostor", "listDownloads:1:dial=bad-certificate", "", wantDialError(func(err error) bool {
		var impostor *tls.CertificateVerificationError
		return errors.As(err, &impostor)
	})},

	{"a range ignored", "media:1:ignore=Range", "bytes=10-19", func(t *testing.T, s seen) {
		assert.Equal(t, 206, s.truth.StatusCode)
		assert.Equal(t, 200, s.StatusCode)
		assert.Len(t, s.body, 8879)
	}},
	{"a range that can't be served", "media:1:unsatisfiable", "bytes=10-19", func(t *testing.T, s seen) {
		assert.Equal(t, 416, s.StatusCode)
		assert.Equal(t, "bytes */8879", s.Header.Get("Content-Range"))
	}},
	{"another file in the same place", "media:1:replace", "", func(t *testing.T, s seen) {
		assert.Len(t, s.body, len(s.truth.body))
		assert.NotEqual(t, s.truth.body, s.body)
		assert.Equal(t, s.truth.body[:24], s.body[:24])
		assert.NotEqual(t, s.truth.Header.Get("ETag"), s.Header.Get("ETag"))
		assert.NotEqual(t, s.truth.Header.Get("Last-Modified"), s.Header.Get("Last-Modified"))
	}},
	{"a block of all calls", "listDownloads:1:block=5m", "", func(t *testing.T, s seen) {
		wantFailure(t, s, 429, 10429, "Rate limited. Please wait and consider throttling your request speed")
		assert.Equal(t, "300", s.Header.Get("Retry-After"))
		assert.Equal(t, 429, s.caller.api(http.MethodPost, emulator.DefaultVideo, "").StatusCode)
	}},
}

// endless is a fault that only the client can end. All others get the time that a busy machine may need.
var endless = regexp.MustCompile(`:hang|:stall=[^/]+$`)

func TestEachFaultIsSeenOnTheWire(t *testing.T) {
	ways := map[string]func(*testing.T, ...emulator.Option) *caller{"in process": inProcess, "over sockets": overSockets}
	for way, start := range ways {
		for _, test := range onTheWire {
			t.Run(test.name+" "+way, func(t *testing.T) {
				t.Parallel()
				c := start(t, emulator.WithEncodeTime(0))
				c.api(http.MethodPost, emulator.DefaultVideo, "")
				operation, _, _ := strings.Cut(test.spec, ":")
				s := seen{inProcess: way == "in process", caller: c}
				if operation != string(emulator.DeleteDownloads) {
					s.truth, s.err = c.attempt(operation, test.byteRange, time.Minute)
					require.NoError(t, s.err)
				}
				require.NoError(t, c.server.Script(test.spec))
				patience := time.Minute
				if endless.MatchString(test.spec) {
					patience = time.Second
				}
				begin := time.Now()
				s.result, s.err = c.attempt(operation, test.byteRange, patience)
				s.took = time.Since(begin)
				test.want(t, s)
			})
		}
	}
}

func TestEachEffectIsOnTheWire(t *testing.T) {
	_, list, _ := strings.Cut(emulator.FaultHelp(), "\nAnother response:\n")
	effects := regexp.MustCompile(`(?m)^  ([a-z-]+)(=\S+)? {2,}\S`).FindAllStringSubmatch(list, -1)
	require.Len(t, effects, strings.Count(list, "\n  ")+1)
	for _, line := range effects {
		used := false
		for _, test := range onTheWire {
			used = used || regexp.MustCompile("[:,]"+line[1]+"(=|,|$)").MatchString(test.spec)
		}
		assert.True(t, used, "effect %s", line[1])
	}
}

// attempt sends one request of an operation, and follows no redirect.
func (c *caller) attempt(operation, rangeOf string, patience time.Duration) (result, error) {
	c.t.Helper()
	calls := map[string]struct{ method, suffix string }{
		"listDownloads": {"GET", ""}, "createDownload": {"POST", ""}, "deleteDownloads": {"DELETE", ""},
	}
	client := *c.client
	client.Timeout = patience
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	hasty := *c
	hasty.client = &client
	if operation == "media" {
		header := http.Header{}
		if rangeOf != "" {
			header.Set("Range", rangeOf)
		}
		return hasty.try(http.MethodGet, c.fileURL(emulator.DefaultVideo, "default.mp4"), header, "")
	}
	call := calls[operation]
	return hasty.try(call.method, c.downloads(emulator.DefaultVideo)+call.suffix, c.auth, "")
}

func wantFailure(t *testing.T, s seen, status, code int, message string) {
	t.Helper()
	require.NoError(t, s.err)
	assert.Equal(t, status, s.StatusCode)
	assert.Equal(t, "application/json", s.Header.Get("Content-Type"))
	assert.Equal(t, `{"result":null,"success":false,"errors":[{"code":`+strconv.Itoa(code)+`,"message":"`+message+`"}],"messages":[]}`, string(s.body))
}

func wantBody(t *testing.T, s seen, status int, mediaType, body string) {
	t.Helper()
	require.NoError(t, s.err)
	assert.Equal(t, status, s.StatusCode)
	assert.Equal(t, mediaType, s.Header.Get("Content-Type"))
	assert.Equal(t, body, string(s.body))
}

func wantContentRange(want string) func(*testing.T, seen) {
	return func(t *testing.T, s seen) {
		t.Helper()
		assert.Equal(t, 206, s.StatusCode)
		assert.Equal(t, "bytes 10-19/8879", s.truth.Header.Get("Content-Range"))
		assert.Equal(t, want, s.Header.Get("Content-Range"))
		assert.Equal(t, s.truth.body, s.body)
	}
}

func wantDialError(isIt func(error) bool) func(*testing.T, seen) {
	return func(t *testing.T, s seen) {
		t.Helper()
		require.Error(t, s.err)
		assert.Equal(t, s.inProcess, isIt(s.err), "%v", s.err)
		assert.Equal(t, !s.inProcess, errors.Is(s.err, syscall.ECONNRESET), "%v", s.err)
	}
}

func location(t *testing.T, s seen) *url.URL {
	t.Helper()
	require.NoError(t, s.err)
	target, err := s.Location()
	require.NoError(t, err)
	return target
}

func decode(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var object map[string]any
	require.NoError(t, json.Unmarshal(body, &object), "%.200s", body)
	return object
}
