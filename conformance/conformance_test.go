package conformance_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/openapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	host = "https://api.cloudflare.com"
	list = "/client/v4/accounts/023e105f4ecef8ad9ca31a8372d0c353/stream/ea95132c15732412d22c1476fa83f27a/downloads"
	none = `{"result":{},"success":true,"errors":[],"messages":[]}`
)

func TestRequestsAreJudged(t *testing.T) {
	for name, test := range map[string]struct {
		method, path string
		change       func(*http.Request)
		body         string
		rule         string // empty if nothing is wrong
	}{
		"good":                      {path: list},
		"good, POST":                {method: "POST", path: list, body: `{"any":1}`, change: jsonBody},
		"POST without a body":       {method: "POST", path: list},
		"another path":              {path: list + "s", rule: conformance.RulePath},
		"slash at the end":          {path: list + "/", rule: conformance.RulePath},
		"dots":                      {method: "DELETE", path: list + "/..", rule: conformance.RulePath},
		"escaped dots":              {method: "DELETE", path: list + "/%2e%2e", rule: conformance.RulePath},
		"empty segment":             {path: strings.Replace(list, "023e105f4ecef8ad9ca31a8372d0c353", "", 1), rule: conformance.RulePath},
		"another method":            {method: "PUT", path: list, rule: conformance.RuleMethod},
		"method of another path":    {method: "GET", path: list + "/audio", rule: conformance.RuleMethod},
		"identifier too long":       {path: strings.Replace(list, "/downloads", "0/downloads", 1), rule: conformance.RuleParameter},
		"unknown type":              {method: "POST", path: list + "/video", rule: conformance.RuleParameter},
		"escaped slash in a type":   {method: "POST", path: list + "/a%2Fb", rule: conformance.RuleParameter},
		"query":                     {path: list + "?page=1", rule: conformance.RuleParameter},
		"no credential":             {path: list, change: func(r *http.Request) { r.Header.Del("Authorization") }, rule: conformance.RuleSecurity},
		"two credentials":           {path: list, change: func(r *http.Request) { r.Header.Set("X-Auth-Key", "k") }, rule: conformance.RuleSecurity},
		"body of a list":            {path: list, body: "{}", change: jsonBody, rule: conformance.RuleBody},
		"body of no media type":     {method: "POST", path: list, body: "{}", rule: conformance.RuleContentType},
		"body of another type":      {method: "POST", path: list, body: "a=1", change: setHeader("Content-Type", "application/x-www-form-urlencoded"), rule: conformance.RuleContentType},
		"body that is no JSON":      {method: "POST", path: list, body: "{", change: jsonBody, rule: conformance.RuleJSON},
		"media type without body":   {path: list, change: jsonBody, rule: conformance.RuleContentType},
		"asks for HTML":             {path: list, change: setHeader("Accept", "text/html"), rule: conformance.RuleContentType},
		"asks for JSON":             {path: list, change: setHeader("Accept", "application/json")},
		"asks for anything":         {path: list, change: setHeader("Accept", "*/*")},
		"media type with a charset": {method: "POST", path: list, body: "{}", change: setHeader("Content-Type", "application/json; charset=utf-8")},
	} {
		t.Run(name, func(t *testing.T) {
			req := request(t, test.method, test.path)
			if test.change != nil {
				test.change(req)
			}
			deviations := newChecker(t).Request(req, []byte(test.body))
			if test.rule == "" {
				require.Empty(t, deviations)
				return
			}
			require.Len(t, deviations, 1)
			require.Equal(t, test.rule, deviations[0].Rule)
			require.Zero(t, deviations[0].Status)
		})
	}
}

// The transport judges, and hands on exactly what it got: the body, its failure, its size.
func TestTransportChangesNothing(t *testing.T) {
	broken := errors.New("broken")
	large := none + strings.Repeat(" ", int(gen.MaxResponseBytes("")))
	for name, test := range map[string]struct {
		body   io.Reader
		want   string
		failed error
		rule   string
	}{
		"good":      {body: strings.NewReader(none), want: none},
		"too large": {body: strings.NewReader(large), want: large, rule: conformance.RuleBody},
		"broken":    {body: io.MultiReader(strings.NewReader(none[:20]), failing{broken}), want: none[:20], failed: broken, rule: conformance.RuleBody},
	} {
		t.Run(name, func(t *testing.T) {
			var exchanges []conformance.Exchange
			transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(test.body), Request: req}, nil
			}), func(e conformance.Exchange) { exchanges = append(exchanges, e) })
			resp, err := transport.RoundTrip(request(t, "", list))
			require.NoError(t, err)
			got, err := io.ReadAll(resp.Body)
			require.ErrorIs(t, err, test.failed)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, test.want, string(got))
			require.Len(t, exchanges, 1)
			require.Equal(t, "listDownloads", exchanges[0].Operation)
			if test.rule == "" {
				require.Empty(t, exchanges[0].Deviations)
			} else {
				require.Equal(t, test.rule, exchanges[0].Deviations[0].Rule)
			}
		})
	}
}

func TestTransportSendsTheBodyThatItRead(t *testing.T) {
	const body = `{"id":"default"}`
	var sent string
	transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
		read, err := io.ReadAll(req.Body)
		sent = string(read)
		return nil, errors.Join(err, errors.New("no reply"))
	}), func(e conformance.Exchange) {
		require.ErrorContains(t, e.Err, "no reply")
		require.Zero(t, e.Status)
	})
	req := request(t, http.MethodPost, list)
	req.Body = io.NopCloser(strings.NewReader(body))
	jsonBody(req)
	_, err := transport.RoundTrip(req) //nolint:bodyclose // there is none
	require.Error(t, err)
	require.Equal(t, body, sent)
}

// A file that is fetched through the same client is not read into memory, and not judged.
func TestRequestsElsewherePassUnseen(t *testing.T) {
	unread := io.NopCloser(failing{errors.New("read")})
	transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, Body: unread, Request: req}, nil
	}), func(conformance.Exchange) { t.Error("reported") })
	resp, err := transport.RoundTrip(request(t, "", "/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4"))
	require.NoError(t, err)
	require.Equal(t, unread, resp.Body)
	require.NoError(t, resp.Body.Close())
}

func TestWhatIsCheckedCanBeSet(t *testing.T) {
	at, err := conformance.New(conformance.WithBasePath("/v4/"), conformance.WithDocument(openapi.Document()))
	require.NoError(t, err)
	require.True(t, at.Covers(request(t, "", strings.Replace(list, "/client", "", 1))))
	require.False(t, at.Covers(request(t, "", list)))
	require.Equal(t, "listDownloads", at.Operation(request(t, "", strings.Replace(list, "/client", "", 1))))
	require.Empty(t, at.Operation(request(t, "", list)))
	_, err = conformance.New(conformance.WithDocument([]byte("openapi: 3.0.3")))
	require.ErrorContains(t, err, "conformance: ")
}

// A host may serve the files beside the API: they are not read into memory, and not judged.
func TestTheAPIMayBeginAtTheRootOfAHost(t *testing.T) {
	for _, root := range []string{"", "/"} {
		at, err := conformance.New(conformance.WithBasePath(root))
		require.NoError(t, err)
		atRoot := request(t, "", strings.TrimPrefix(list, "/client/v4"))
		require.True(t, at.Covers(atRoot))
		require.Equal(t, "listDownloads", at.Operation(atRoot))
		require.Empty(t, at.Request(atRoot, nil))
		require.False(t, at.Covers(request(t, "", "/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4")))
		require.False(t, at.Covers(request(t, "", list)))
	}
}

func TestTransportNeedsSomebodyToReportTo(t *testing.T) {
	require.PanicsWithValue(t, "conformance: Transport: report is nil", func() { newChecker(t).Transport(nil, nil) })
}

func newChecker(t *testing.T) *conformance.Checker {
	t.Helper()
	checker, err := sharedChecker()
	require.NoError(t, err)
	return checker
}

var sharedChecker = sync.OnceValues(func() (*conformance.Checker, error) { return conformance.New() })

func request(t *testing.T, method, path string) *http.Request {
	t.Helper()
	if method == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(t.Context(), method, host+path, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer token")
	return req
}

func jsonBody(req *http.Request) { req.Header.Set("Content-Type", "application/json") }

func setHeader(name, value string) func(*http.Request) {
	return func(req *http.Request) { req.Header.Set(name, value) }
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }
