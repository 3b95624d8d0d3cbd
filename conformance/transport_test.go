package conformance_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/gen"
)

// The transport checks, and hands on exactly what it got: the body, its failure, its size.
func TestTransportChangesNothing(t *testing.T) {
	broken := errors.New("broken")
	large := none + strings.Repeat(" ", int(gen.MaxResponseBytes("")))
	for name, test := range map[string]struct {
		body     io.Reader
		encoding string
		want     string
		failed   error
		rule     string
		reason   string
	}{
		"good":             {body: strings.NewReader(none), want: none},
		"too large":        {body: strings.NewReader(large), want: large, rule: conformance.RuleBody},
		"broken":           {body: io.MultiReader(strings.NewReader(none[:20]), iotest.ErrReader(broken)), want: none[:20], failed: broken, rule: conformance.RuleBody},
		"JSON, cut":        {body: strings.NewReader(none[:20]), want: none[:20], rule: conformance.RuleJSON, reason: "it ends too early, at byte 20"},
		"gzip":             {body: strings.NewReader(zipped(none)), encoding: "gzip", want: zipped(none)},
		"gzip in capitals": {body: strings.NewReader(zipped(none)), encoding: "GZIP", want: zipped(none)},
		"gzip of bad JSON": {body: strings.NewReader(zipped(none + "}")), encoding: "gzip", want: zipped(none + "}"), rule: conformance.RuleJSON},
		"gzip, cut":        {body: strings.NewReader(zipped(none)[:30]), encoding: "gzip", want: zipped(none)[:30], rule: conformance.RuleBody},
		"gzip of a lot":    {body: strings.NewReader(zipped(large)), encoding: "gzip", want: zipped(large), rule: conformance.RuleBody, reason: "larger than 1048576 bytes"},
		"no gzip":          {body: strings.NewReader(none), encoding: "gzip", want: none, rule: conformance.RuleBody},
		"not encoded":      {body: strings.NewReader(none), encoding: "identity", want: none},
		"encoded by br":    {body: strings.NewReader("..."), encoding: "br", want: "...", rule: conformance.RuleBody, reason: `does not know the encoding "br"`},
	} {
		t.Run(name, func(t *testing.T) {
			var exchange conformance.Exchange
			transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
				header := http.Header{"Content-Type": {"application/json"}}
				if test.encoding != "" {
					header.Set("Content-Encoding", test.encoding)
				}
				return &http.Response{StatusCode: 200, Header: header, Body: io.NopCloser(test.body), Request: req}, nil
			}), func(e conformance.Exchange) { exchange = e })
			resp, err := transport.RoundTrip(request(t, "", list))
			require.NoError(t, err)
			got, err := io.ReadAll(resp.Body)
			require.ErrorIs(t, err, test.failed)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, test.want, string(got))
			require.Equal(t, "listDownloads", exchange.Operation)
			if test.rule == "" {
				require.Empty(t, exchange.Deviations)
				return
			}
			require.Len(t, exchange.Deviations, 1)
			require.Equal(t, test.rule, exchange.Deviations[0].Rule)
			require.Contains(t, exchange.Deviations[0].Reason, test.reason)
		})
	}
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

func TestTransportSendsTheBodyThatItRead(t *testing.T) {
	for name, body := range map[string]string{"small": `{"id":"default"}`, "larger than is checked": `"` + strings.Repeat("x", 2<<20) + `"`} {
		t.Run(name, func(t *testing.T) {
			var sent string
			var exchange conformance.Exchange
			transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
				read, err := io.ReadAll(req.Body)
				sent = string(read)
				return nil, errors.Join(err, errors.New("no response"))
			}), func(e conformance.Exchange) { exchange = e })
			req := request(t, http.MethodPost, list)
			req.Body = io.NopCloser(strings.NewReader(body))
			jsonBody(req)
			_, err := transport.RoundTrip(req) //nolint:bodyclose // there is none
			require.Error(t, err)
			require.Equal(t, len(body), len(sent))
			require.True(t, body == sent)
			require.ErrorContains(t, exchange.Err, "no response")
			require.Zero(t, exchange.Status)
			if len(body) < 100 {
				require.Empty(t, exchange.Deviations)
				return
			}
			require.Len(t, exchange.Deviations, 1)
			require.Equal(t, "the body was not checked: it is larger than 1048576 bytes", exchange.Deviations[0].Reason)
		})
	}
}

// A transport may break its contract. What comes of that is the business of http.Client.
func TestTransportPassesOnWhatIsNoResponse(t *testing.T) {
	for name, test := range map[string]struct {
		response *http.Response
		want     string
	}{
		"neither a response nor an error": {},
		"a response without a body":       {response: &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}}, want: "the body is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			var exchange conformance.Exchange
			transport := newChecker(t).Transport(roundTripper(func(*http.Request) (*http.Response, error) {
				return test.response, nil
			}), func(e conformance.Exchange) { exchange = e })
			resp, err := transport.RoundTrip(request(t, "", list)) //nolint:bodyclose // there is none
			require.NoError(t, err)
			require.Same(t, test.response, resp)
			require.Contains(t, fmt.Sprint(exchange.Deviations), test.want)
		})
	}
}

// A file that is fetched through the same client is not read into memory, and not checked.
func TestRequestsElsewherePassUnseen(t *testing.T) {
	unread := io.NopCloser(iotest.ErrReader(errors.New("read")))
	transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: unread, Request: req}, nil
	}), func(conformance.Exchange) { t.Error("reported") })
	resp, err := transport.RoundTrip(request(t, "", "/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4"))
	require.NoError(t, err)
	require.Equal(t, unread, resp.Body)
	require.NoError(t, resp.Body.Close())
}

func TestTransportNeedsSomebodyToReportTo(t *testing.T) {
	require.PanicsWithValue(t, "conformance: Transport: report is nil", func() { newChecker(t).Transport(nil, nil) })
}

// A check may stand before a service for days: what it keeps of each video is bounded.
func TestMemoryIsBounded(t *testing.T) {
	body := strings.Replace(none, "{}", `{"default":{"percentComplete":1,"status":"inprogress"}}`, 1)
	transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
	}), func(e conformance.Exchange) { require.Empty(t, e.Deviations) })
	heap := func(videos int) uint64 {
		for i := range videos {
			path := strings.Replace(list, "ea95132c15732412d22c1476fa83f27a", fmt.Sprint(i), 1)
			resp, err := transport.RoundTrip(request(t, "", path))
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
		}
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	few := heap(4_500)
	require.Less(t, heap(9_000), few+1<<19)
	runtime.KeepAlive(transport)
}
