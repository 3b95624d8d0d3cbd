package contract_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
)

// A service that responds to an operation in one of the ways that go wrong in the wild is found out.
func TestCheckFindsEveryMalformedResponse(t *testing.T) {
	t.Parallel()
	const ok = `"success":true,"errors":[],"messages":[]`
	download := func(percent, status string) string {
		return `{"result":{"default":{"percentComplete":` + percent + `,"status":` + status + `}},` + ok + `}`
	}
	for name, test := range map[string]struct {
		handler http.Handler
		found   string
		only    emulator.Operation // where it can happen, if not everywhere
		times   int                // how often it happens, if not always
	}{
		"success false under 200":      {handler: respondWith(200, `{"result":null,"success":false,"errors":[{"code":1000,"message":"m"}],"messages":[]}`), found: "at /success: enum"},
		"result null":                  {handler: respondWith(200, `{"result":null,`+ok+`}`), found: "at /result: nullable"},
		"no result":                    {handler: respondWith(200, `{`+ok+`}`), found: "at /result: required"},
		"result a number":              {handler: respondWith(200, `{"result":7,`+ok+`}`), found: "at /result: type"},
		"result an array":              {handler: respondWith(200, `{"result":[],`+ok+`}`), found: "at /result: type", only: emulator.ListDownloads},
		"result a string":              {handler: respondWith(200, `{"result":"ok",`+ok+`}`), found: "at /result: type", only: emulator.ListDownloads},
		"result a bare download":       {handler: respondWith(200, `{"result":{"percentComplete":1,"status":"ready"},`+ok+`}`), found: "at /result: not: it has", only: emulator.ListDownloads},
		"body null":                    {handler: respondWith(200, `null`), found: "response 200: nullable"},
		"HTML under 200":               {handler: raw(200, "text/html", "<html></html>"), found: "response 200: content-type"},
		"HTML that calls itself JSON":  {handler: raw(200, "application/json", "<html></html>"), found: "response 200: json"},
		"HTML under 502":               {handler: raw(502, "text/html", "<html></html>"), found: "response 502: content-type"},
		"empty 502":                    {handler: raw(502, "", ""), found: "response 502: body"},
		"plain text under 429":         {handler: raw(429, "text/plain; charset=UTF-8", "error code: 1015"), found: "response 429: content-type"},
		"plain text under 503":         {handler: raw(503, "text/plain", "error code: 1015"), found: "response 503: content-type"},
		"problem document":             {handler: raw(429, "application/problem+json", problem), found: "response 429: content-type"},
		"problem in place of envelope": {handler: raw(429, "application/json", problem), found: "at /success: required"},
		"too large":                    {handler: tooLarge(false), found: "response 200: body", times: 1},
		"too large, compressed":        {handler: tooLarge(true), found: "response 200: body", times: 1, only: emulator.ListDownloads},
		"cut short on the wire":        {handler: cut(download("1", `"ready"`)), found: "response 200: body"},
		"truncated JSON":               {handler: respondWith(200, download("1", `"ready"`)[:60]), found: "response 200: json: it ends too early"},
		"data after the end":           {handler: respondWith(200, download("1", `"ready"`)+"{}"), found: "response 200: json"},
		"key twice":                    {handler: respondWith(200, `{"result":{},"result":{},`+ok+`}`), found: "at /result: json"},
		"unknown status":               {handler: respondWith(200, download("1", `"no-such-status"`)), found: "at /result/default/status: enum", only: emulator.ListDownloads},
		"percent over 100":             {handler: respondWith(200, download("250", `"ready"`)), found: "at /result/default/percentComplete: maximum", only: emulator.ListDownloads},
		"percent under 0":              {handler: respondWith(200, download("-1", `"ready"`)), found: "at /result/default/percentComplete: minimum", only: emulator.ListDownloads},
		"percent a string":             {handler: respondWith(200, download(`"75"`, `"ready"`)), found: "at /result/default/percentComplete: type", only: emulator.ListDownloads},
		"percent falling":              {handler: falling(download), found: "at /result/default/percentComplete: progress", only: emulator.ListDownloads},
	} {
		for _, op := range operations(t) {
			operation := emulator.Operation(op.OperationID)
			if test.only != "" && test.only != operation {
				continue
			}
			t.Run(name+" "+op.OperationID, func(t *testing.T) {
				server := newEmulator(t)
				server.Inject(emulator.Fault{Operation: operation, To: test.times, Wrap: func(http.Handler) http.Handler { return test.handler }})
				transport, exchanges := checked(t, server.Transport())
				client := generatedClient(t, transport)
				var found []string
				for range 2 {
					_, _ = calls.Generated(t.Context(), client, op, calls.OfPath(op, identifiers())[0], nil, credentials()[0].Editor())
				}
				for _, exchange := range *exchanges {
					for _, deviation := range exchange.Deviations {
						found = append(found, deviation.String())
					}
				}
				require.Contains(t, strings.Join(found, "\n"), test.found)
			})
		}
	}
}

// A response of one mebibyte is read, by the check and by both clients, and one of a byte more is refused.
func TestResponsesOfAMebibyteAreReadAndNoLargerOnes(t *testing.T) {
	for name, test := range map[string]struct {
		size    int
		chunked bool // its length is not known beforehand
		read    bool
	}{
		"a mebibyte":           {size: 1 << 20, read: true},
		"a byte more":          {size: 1<<20 + 1},
		"a mebibyte, chunked":  {size: 1 << 20, chunked: true, read: true},
		"a byte more, chunked": {size: 1<<20 + 1, chunked: true},
	} {
		t.Run(name, func(t *testing.T) {
			transport, exchanges := checked(t, roundTripper(func(req *http.Request) (*http.Response, error) {
				resp := newResponse(req, 200, "application/json", padded(test.size))
				if test.chunked {
					resp.ContentLength = -1
				}
				return resp, nil
			}))
			_, err := generatedClient(t, transport).ListDownloadsWithResponse(t.Context(), account, video, credentials()[0].Editor())
			require.Equal(t, test.read, err == nil, "generated client: %v", err)
			_, err = wrapperClient(t, transport, credentials()[0]).List(t.Context(), video)
			require.Equal(t, test.read, err == nil, "wrapper: %v", err)
			require.Len(t, *exchanges, 2)
			for _, exchange := range *exchanges {
				require.Equal(t, test.read, len(exchange.Deviations) == 0, "check: %v", exchange.Deviations)
			}
		})
	}
}

const problem = `{"type":"https://example.com","title":"Rate limited","status":429,"error_code":1015,"error_name":"rate_limited","retryable":true,"retry_after":30,"ray_id":"r"}`

func raw(status int, contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil // or the server would guess
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func padded(size int) string {
	const start, end = `{"result":{},"success":true,"errors":[],"messages":[]`, `}`
	return start + strings.Repeat(" ", size-len(start)-len(end)) + end
}

// tooLarge sends a byte more than is read of a response, compressed or not.
func tooLarge(compressed bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		body := padded(int(gen.MaxResponseBytes(operationOf(r))) + 1)
		if !compressed {
			_, _ = io.WriteString(w, body)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		zip := gzip.NewWriter(w)
		_, _ = io.WriteString(zip, body)
		_ = zip.Close()
	})
}

func operationOf(r *http.Request) string {
	checker, err := sharedChecker()
	if err != nil {
		return ""
	}
	return checker.Operation(r)
}

// cut promises more than it sends, and breaks the connection.
func cut(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "100000")
		_, _ = io.WriteString(w, body)
	})
}

func falling(download func(percent, status string) string) http.Handler {
	percents := []string{"80", "60", "40"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		percent := percents[0]
		percents = append(percents[1:], percent)
		respondWith(200, download(percent, `"inprogress"`)).ServeHTTP(w, r)
	})
}
