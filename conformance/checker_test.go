package conformance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/openapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	host   = "https://api.cloudflare.com"
	list   = "/client/v4/accounts/023e105f4ecef8ad9ca31a8372d0c353/stream/ea95132c15732412d22c1476fa83f27a/downloads"
	videos = "/client/v4/accounts/023e105f4ecef8ad9ca31a8372d0c353/stream"
	none   = `{"result":{},"success":true,"errors":[],"messages":[]}`
)

func TestRequestsAreChecked(t *testing.T) {
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
		"both credentials":          {path: list, change: only(http.Header{"Authorization": {"Bearer t"}, "X-Auth-Email": {"e"}, "X-Auth-Key": {"k"}}), rule: conformance.RuleSecurity},
		"key alone":                 {path: list, change: only(http.Header{"X-Auth-Key": {"k"}}), rule: conformance.RuleSecurity},
		"e-mail alone":              {path: list, change: only(http.Header{"X-Auth-Email": {"e"}}), rule: conformance.RuleSecurity},
		"token twice":               {path: list, change: only(http.Header{"Authorization": {"Bearer t", "Bearer t"}}), rule: conformance.RuleSecurity},
		"basic credential":          {path: list, change: only(http.Header{"Authorization": {"Basic dDp0"}}), rule: conformance.RuleSecurity},
		"no token":                  {path: list, change: only(http.Header{"Authorization": {"Bearer "}}), rule: conformance.RuleSecurity},
		"bare token":                {path: list, change: only(http.Header{"Authorization": {"t"}}), rule: conformance.RuleSecurity},
		"space before a token":      {path: list, change: only(http.Header{"Authorization": {"Bearer  t"}}), rule: conformance.RuleSecurity},
		"body of a list":            {path: list, body: "{}", change: jsonBody, rule: conformance.RuleBody},
		"body of no media type":     {method: "POST", path: list, body: "{}", rule: conformance.RuleContentType},
		"body of another type":      {method: "POST", path: list, body: "a=1", change: setHeader("Content-Type", "application/x-www-form-urlencoded"), rule: conformance.RuleContentType},
		"body that is no JSON":      {method: "POST", path: list, body: "{", change: jsonBody, rule: conformance.RuleJSON},
		"media type without body":   {path: list, change: jsonBody},
		"asks for HTML":             {path: list, change: setHeader("Accept", "text/html"), rule: conformance.RuleContentType},
		"asks for JSON":             {path: list, change: setHeader("Accept", "application/json")},
		"asks for anything":         {path: list, change: setHeader("Accept", "*/*")},
		"asks as axios does":        {path: list, change: setHeader("Accept", "application/json, text/plain, */*")},
		"asks as a browser does":    {path: list, change: setHeader("Accept", "text/html, application/*;q=0.9")},
		"asks for nothing special":  {path: list, change: setHeader("Accept", "")},
		"asks in two headers":       {path: list, change: func(r *http.Request) { r.Header["Accept"] = []string{"text/html", "application/json"} }},
		"asks for no JSON":          {path: list, change: setHeader("Accept", "text/html, application/json;q=0, application/problem+json; q=0.0"), rule: conformance.RuleContentType},
		"query with a semicolon":    {path: list + "?x=1;y=2", rule: conformance.RuleParameter},
		"query with a bad escape":   {path: list + "?x=%zz", rule: conformance.RuleParameter},
		"query as declared":         {path: videos + "?limit=10&asc=true&status=ready"},
		"query of another type":     {path: videos + "?limit=ninety", rule: conformance.RuleParameter},
		"query out of bounds":       {path: videos + "?limit=0", rule: conformance.RuleParameter},
		"query of no known value":   {path: videos + "?status=odd", rule: conformance.RuleParameter},
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
			require.NotContains(t, deviations[0].Reason, "ninety", "a value")
		})
	}
}

func TestWhatIsCheckedCanBeSet(t *testing.T) {
	for _, begin := range []string{"/v4/", "/v4", "/", ""} {
		at, err := conformance.New(conformance.WithBasePath(begin), conformance.WithDocument(openapi.Document()))
		require.NoError(t, err)
		there := request(t, "", strings.Replace(list, "/client/v4", strings.TrimSuffix(begin, "/"), 1))
		require.True(t, at.Covers(there))
		require.Equal(t, "listDownloads", at.Operation(there))
		require.Empty(t, at.Request(there, nil))
		require.False(t, at.Covers(request(t, "", list)))
		require.Empty(t, at.Operation(request(t, "", list)))
		// A host may serve the files beside the API: they are not read into memory, and not checked.
		require.False(t, at.Covers(request(t, "", "/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4")))
	}
	_, err := conformance.New(conformance.WithDocument(nil))
	require.ErrorContains(t, err, "conformance: ")

	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
	for _, options := range [][]conformance.Option{{}, {conformance.WithDocument(openapi.Document())}} {
		lenient, err := conformance.New(append(options, conformance.AllowUndeclared())...)
		require.NoError(t, err)
		require.Empty(t, lenient.Response(request(t, "", list), resp, []byte(strings.Replace(none, "{}", `{"new":1},"newer":2`, 1)), nil))
		require.NotEmpty(t, lenient.Response(request(t, "", list), resp, []byte(`{"success":true}`), nil), "nothing else passes")
	}
}

// What is missing in a document is reported, and it counts in every part.
func TestAnotherDocument(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: {title: t, version: v}\n"
	const server = "servers: [{url: 'https://example.com/v1'}]\n"
	const ok = "responses: {'200': {description: d}}"
	for name, test := range map[string]struct {
		document string
		options  []conformance.Option
		change   func(*http.Request)
		body     string
		want     string // in the error or in the only deviation; empty if nothing is wrong
	}{
		"no document":                  {document: "openapi: 3.0.3", want: "conformance: "},
		"no server":                    {document: head + "paths: {/a: {get: {" + ok + "}}}", want: "the document names no server: give WithBasePath"},
		"no server, and a base path":   {document: head + "paths: {/a: {get: {" + ok + "}}}", options: []conformance.Option{conformance.WithBasePath("/v1")}},
		"no security":                  {document: head + server + "paths: {/a: {get: {" + ok + "}}}"},
		"a required body":              {document: head + server + "paths: {/a: {get: {requestBody: {required: true, content: {application/json: {schema: {}, examples: {e: {value: 1}}}}}, " + ok + "}}}", want: "request: body: the body is missing"},
		"a required body that is sent": {document: head + server + "paths: {/a: {get: {requestBody: {required: true, content: {application/json: {schema: {}, examples: {e: {value: 1}}}}}, " + ok + "}}}", change: jsonBody, body: "1"},
		"a required header":            {document: head + server + "paths: {/a: {get: {parameters: [{in: header, name: X-A, required: true, schema: {type: string}}], " + ok + "}}}", want: "request: parameter: header parameter X-A: it is missing"},
		"a required header, sent":      {document: head + server + "paths: {/a: {get: {parameters: [{in: header, name: X-A, required: true, schema: {type: string}}], " + ok + "}}}", change: setHeader("X-A", "a")},
	} {
		t.Run(name, func(t *testing.T) {
			checker, err := conformance.New(append(test.options, conformance.WithDocument([]byte(test.document)))...)
			if err != nil {
				require.ErrorContains(t, err, test.want)
				require.NotEmpty(t, test.want)
				return
			}
			req := request(t, "", "/v1/a")
			req.Header.Del("Authorization")
			if test.change != nil {
				test.change(req)
			}
			deviations := checker.Request(req, []byte(test.body))
			if test.want == "" {
				require.Empty(t, deviations)
				require.Empty(t, checker.Response(req, &http.Response{StatusCode: 200}, nil, nil))
				require.NotEmpty(t, checker.Response(req, &http.Response{StatusCode: 200}, []byte("1"), nil), "a body, and none is declared")
				return
			}
			require.Len(t, deviations, 1)
			require.Contains(t, deviations[0].String(), test.want)
		})
	}
}

// Each wrong thing is reported, with its place, and the place as a JSON pointer.
func TestDeviationsHaveTheirPlaces(t *testing.T) {
	checker := newChecker(t)
	deviations := checker.Request(request(t, "", videos+"?limit=0&asc=2&page=1"), nil)
	require.Len(t, deviations, 3)
	for _, d := range deviations {
		require.Equal(t, "listVideos", d.Operation)
		require.Equal(t, http.MethodGet, d.Method)
		require.Equal(t, "/accounts/{account_id}/stream", d.Path)
		require.Zero(t, d.Status)
	}
	missing := checker.Request(request(t, "", list+"s"), nil)
	require.Len(t, missing, 1)
	require.Equal(t, list+"s", missing[0].Path)

	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}}
	deviations = checker.Response(request(t, "", list), resp, []byte(strings.Replace(none, "{}", `{"a/b~c":1}`, 1)), nil)
	require.Len(t, deviations, 1)
	require.Equal(t, "/result/a~1b~0c", deviations[0].Pointer)
	require.Equal(t, conformance.RuleUndeclared, deviations[0].Rule)
	require.Equal(t, http.StatusOK, deviations[0].Status)
}

func newChecker(t *testing.T) *conformance.Checker {
	t.Helper()
	checker, err := conformance.New()
	require.NoError(t, err)
	return checker
}

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

func only(header http.Header) func(*http.Request) {
	return func(req *http.Request) { req.Header = header }
}

func setHeader(name, value string) func(*http.Request) {
	return func(req *http.Request) { req.Header.Set(name, value) }
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
