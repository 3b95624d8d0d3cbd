package emulator_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

const rateLimited = "Rate limited. Please wait and consider throttling your request speed"

// onTheWire lists, for every effect, at least one fault and what a client sees of it.
var onTheWire = []struct {
	name      string
	spec      string
	byteRange string // sent with the request
	want      []check
}{
	{"a failure under a status", "listDownloads:1:status=503,retry-after=5", "", wants(failure(503, 1000, "Service Unavailable"), header("Retry-After", "5"))},
	{"a failure under 200", "listDownloads:1:status=200,code=10005", "", wants(failure(200, 10005, "OK"))},
	{"a failure with its code and message", `createDownload:1:status=409,code=1234,message="there, already exists"`, "", wants(failure(409, 1234, "there, already exists"))},
	{"a failure of the host of the files", "media:1:status=424", "", wants(response(424, "text/html", "<html><body>Failed Dependency</body></html>"))},
	{"a body of one's own", "media:1:body=`{\"a\":1,\"b\":2}`,type=application/json", "", wants(response(200, "application/json", `{"a":1,"b":2}`))},
	{"a deletion that is done but responded to with a failure", "deleteDownloads:1:status=500,processed", "", wants(failure(500, 1000, "Internal Server Error"), deleted)},
	{"a deletion that is not done", "deleteDownloads:1:status=500", "", wants(failure(500, 1000, "Internal Server Error"), notDeleted)},
	{"throttling", "listDownloads:1:throttle", "", wants(failure(429, 10429, rateLimited))},
	{"throttling under an older code", "listDownloads:1:throttle,code=971", "", wants(failure(429, 971, rateLimited))},
	{"a ban", "listDownloads:1:ban", "", wants(failure(429, 10502, "Too many authentication failures. Please try again later."))},
	{"a page of HTML", "listDownloads:1:html=520", "", wants(status(520), header("Content-Type", "text/html; charset=UTF-8"), contains("<h1>Error 520</h1>"))},
	{"no body", "listDownloads:1:empty=502", "", wants(response(502, "text/plain", ""))},
	{"a refusal of the edge", "listDownloads:1:edge=1020", "", wants(response(403, "text/plain; charset=UTF-8", "error code: 1020"))},
	{"plain text from the edge", "listDownloads:1:edge=1015", "", wants(response(429, "text/plain; charset=UTF-8", "error code: 1015"))},
	{"a problem from the edge", "listDownloads:1:problem=1015,set=retry_after=7", "", wants(status(429), header("Content-Type", "application/problem+json"),
		contains(`"error_code":1015`), contains(`"retry_after":7`), contains(`"retryable":true`))},
	{"a redirect to another host", "media:1:redirect=//elsewhere.example,status=307", "", wants(redirect(307, func(to *url.URL) { to.Host = "elsewhere.example" }))},
	{"a redirect to another scheme", "media:1:redirect=gopher:", "", wants(redirect(302, func(to *url.URL) { to.Scheme = "gopher" }))},
	{"a redirect to the same place", "media:1:redirect=.", "", wants(redirect(302, func(*url.URL) {}))},
	{"a redirect to another path", "listDownloads:1:redirect=/elsewhere?x=1", "", wants(redirect(302, func(to *url.URL) { to.Path, to.RawQuery = "/elsewhere", "x=1" }))},

	{"a header set", `media:1:header="ETag: \"other\""`, "", wants(header("ETag", `"other"`), sameBody)},
	{"a header taken away", "media:1:header=Accept-Ranges:", "", wants(header("Accept-Ranges"), sameBody)},
	{"more promised than sent", "media:1:header=Content-Length:9000", "", wants(length(9000), broken(all))},
	{"less promised than there is, which net/http refuses to send", "media:1:header=Content-Length:10", "", wants(length(10), broken(none))},
	{"a hint that is no number", "listDownloads:1:throttle,retry-after=1e300", "", wants(header("Retry-After", "1e300"))},
	{"a hint that is a date", "listDownloads:1:throttle,retry-after=@90s", "", wants(func(t *testing.T, s seen) {
		date, err := http.ParseTime(s.Header.Get("Retry-After"))
		require.NoError(t, err)
		assert.InDelta(t, 90, time.Until(date).Seconds(), 5)
	})},
	{"the true response under another status", "listDownloads:1:as=202", "", wants(status(202), sameBody)},
	{"no validators", "media:1:validators=none", "", wants(header("ETag"), header("Last-Modified"))},
	{"only a date", "media:1:validators=date", "", wants(header("ETag"), sameHeader("Last-Modified", ""))},
	{"a weak ETag", "media:1:validators=weak", "", wants(sameHeader("ETag", "W/"))},
	{"a range with a wrong start", "media:1:content-range=start+1", "bytes=10-19", wants(contentRange("bytes 11-19/8879"))},
	{"a range with a wrong end", "media:1:content-range=end-2", "bytes=10-19", wants(contentRange("bytes 10-17/8879"))},
	{"a range with a wrong total", "media:1:content-range=total+7", "bytes=10-19", wants(contentRange("bytes 10-19/8886"))},
	{"a range of an unknown total", "media:1:content-range=total=*", "bytes=10-19", wants(contentRange("bytes 10-19/*"))},
	{"a range that doesn't say which", "media:1:content-range=none", "bytes=10-19", wants(contentRange(""))},
	{"no length", "media:1:chunked", "", wants(length(-1), sameBody, func(t *testing.T, s seen) {
		assert.Equal(t, []string{"chunked"}, s.TransferEncoding)
	})},

	{"a null result", "listDownloads:1:set=result=null", "", wants(contains(`"result":null`))},
	{"an array for a result", "listDownloads:1:set=result=[]", "", wants(contains(`"result":[]`))},
	{"a code that is text", `listDownloads:1:throttle,set=errors.0.code="971"`, "", wants(contains(`"code":"971"`))},
	{"a URL of each download", "listDownloads:1:set=result.*.url=7", "", wants(contains(`"url":7`))},
	{"no result", "listDownloads:1:unset=result", "", wants(body(func(string) string { return `{"errors":[],"messages":[],"success":true}` }))},
	{"a percentage out of range", "listDownloads:1:percent=250", "", wants(contains(`"percentComplete":250`))},
	{"an unknown status", "listDownloads:1:state=processing", "", wants(contains(`"status":"processing"`))},
	{"a key twice", "listDownloads:1:duplicate=success", "", wants(body(func(truth string) string { return `{"success":null,` + truth[1:] }))},
	{"a response one byte over 1 MiB", "listDownloads:1:size=1048577", "", wants(length(1<<20+1), body(func(truth string) string {
		padding := strings.Repeat("x", 1<<20+1-len(truth)-len(`{"code":1000,"message":""}`))
		return strings.Replace(truth, `"messages":[`, `"messages":[{"code":1000,"message":"`+padding+`"}`, 1)
	}))},
	{"a large response, compressed", "listDownloads:1:size=4MiB,gzip", "", wants(func(t *testing.T, s seen) {
		assert.True(t, s.Uncompressed)
		assert.Len(t, s.body, 4<<20)
	})},

	{"a body without its end", "listDownloads:1:short=50%", "", wants(body(func(truth string) string { return truth[:len(truth)-len(truth)/2] }), honestLength)},
	{"fewer bytes than the range says", "media:1:short=3", "bytes=10-19", wants(header("Content-Range", "bytes 10-19/8879"), body(first(7)))},
	{"more bytes than the range says", "media:1:extra=3", "bytes=10-19", wants(header("Content-Range", "bytes 10-19/8879"), length(13),
		body(func(truth string) string { return truth + "xxx" }))},
	{"data after the response", "listDownloads:1:append={}", "", wants(body(func(truth string) string { return truth + "{}" }), honestLength)},
	{"a file compressed though nobody asked", "media:1:gzip", "bytes=10-19", wants(header("Content-Encoding", "gzip"), unzipped)},

	{"a connection broken half way", "media:1:cut=50%", "", wants(broken(first(8879 / 2)))},
	{"a connection broken after the header", "media:1:cut=0", "", wants(broken(none))},
	{"a body that stops for ever", "media:1:stall=1KiB", "", wants(bodyThen(context.DeadlineExceeded, first(1024)))},
	{"a body that stops for a while", "media:1:stall=1KiB/60ms", "", wants(takes(60*time.Millisecond), sameBody)},
	{"a slow body", "media:1:rate=100KiB", "", wants(takes(80*time.Millisecond), sameBody)},
	{"a connection too many, but one at a time is served", "media:1:connections=1,delay=0s", "", wants(sameBody)},

	{"a video that is gone", "listDownloads:1:gone", "", wants(failure(404, 10003, "Video not found"), gone)},
	{"a video that is gone before its file", "media:1:gone", "", wants(response(404, "text/html", "<html><body>Object not found</body></html>"), gone)},
	{"a late response", "listDownloads:1:delay=60ms", "", wants(takes(60*time.Millisecond), sameBody)},
	{"no response, nothing done", "deleteDownloads:1:hang", "", wants(noResponse(context.DeadlineExceeded), notDeleted)},
	{"no response, but done", "deleteDownloads:1:hang=after", "", wants(noResponse(context.DeadlineExceeded), deleted)},
	{"a reset, nothing done", "deleteDownloads:1:reset=before", "", wants(noResponse(syscall.ECONNRESET), notDeleted)},
	{"a reset, but done", "deleteDownloads:1:reset=after", "", wants(noResponse(syscall.ECONNRESET), deleted)},
	{"nobody listening", "listDownloads:1:dial=refused", "", wants(noConnection(func(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }))},
	{"no such host", "listDownloads:1:dial=unknown-host", "", wants(noConnection(func(err error) bool {
		unknown, is := errors.AsType[*net.DNSError](err)
		return is && unknown.IsNotFound
	}))},
	{"an impostor", "listDownloads:1:dial=bad-certificate", "", wants(noConnection(func(err error) bool {
		_, is := errors.AsType[*tls.CertificateVerificationError](err)
		return is
	}))},

	{"a range ignored", "media:1:ignore=Range", "bytes=10-19", wants(status(200), length(8879))},
	{"a range that can't be served", "media:1:unsatisfiable", "bytes=10-19", wants(status(416), header("Content-Range", "bytes */8879"))},
	{"another file in the same place", "media:1:replace", "", wants(length(8879), func(t *testing.T, s seen) {
		assert.NotEqual(t, s.truth.body, s.body)
		assert.Equal(t, s.truth.body[:24], s.body[:24])
		assert.NotEqual(t, s.truth.Header.Get("ETag"), s.Header.Get("ETag"))
		assert.NotEqual(t, s.truth.Header.Get("Last-Modified"), s.Header.Get("Last-Modified"))
	})},
	{"a block of all calls", "listDownloads:1:block=5m", "", wants(failure(429, 10429, rateLimited), header("Retry-After", "300"), func(t *testing.T, s seen) {
		assert.Equal(t, 429, s.caller.api(http.MethodPost, emulator.DefaultVideo, "").StatusCode)
	})},
}

// endless is a fault that only the client can end. All others get the time that a busy machine may need.
var endless = regexp.MustCompile(`:hang|:stall=[^/]+$`)

func TestEachFaultIsSeenOnTheWire(t *testing.T) {
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
				for _, holds := range test.want {
					holds(t, s)
				}
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
	method := map[string]string{"listDownloads": "GET", "createDownload": "POST", "deleteDownloads": "DELETE"}[operation]
	return hasty.try(method, c.downloads(emulator.DefaultVideo), c.auth, "")
}
