package conformance_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
)

// A transport that checked nothing does not pass for one that found nothing.
func TestNewTransportFailsATestThatItCannotCheck(t *testing.T) {
	atRoot := strings.TrimPrefix(list, "/client/v4")
	const file = "/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4"
	for name, test := range map[string]struct {
		paths   []string
		options []conformance.Option
		skipped bool
		want    []string
	}{
		"checked":               {paths: []string{list}},
		"checked, at the root":  {paths: []string{atRoot}, options: []conformance.Option{conformance.WithBasePath("")}},
		"checked, and a file":   {paths: []string{list, file}},
		"no request":            {want: []string{"conformance: nothing was checked: no request below /client/v4/ was sent"}},
		"a test that skips":     {skipped: true},
		"a file alone":          {paths: []string{file}, want: []string{"conformance: nothing was checked: no request below /client/v4/ was sent"}},
		"at the root, unawares": {paths: []string{list, atRoot}, want: []string{"conformance: GET " + atRoot + " is not checked: it ends like /accounts/{account_id}/stream/{identifier}/downloads, and is not below /client/v4/: give WithBasePath"}},
		"elsewhere, unawares": {paths: []string{"/v4" + atRoot + "/audio", list}, want: []string{
			"conformance: GET /v4" + atRoot + "/audio is not checked: it ends like /accounts/{account_id}/stream/{identifier}/downloads/{download_type}, and is not below /client/v4/: give WithBasePath",
		}},
		"a wrong path":        {paths: []string{list + "s"}, want: []string{"GET " + list + "s: request: path: the document has no such path"}},
		"a deviation":         {paths: []string{list + "?page=1"}, want: []string{"GET /accounts/{account_id}/stream/{identifier}/downloads (listDownloads): request: parameter: query parameter page is not declared"}},
		"no valid document":   {paths: []string{list}, options: []conformance.Option{conformance.WithDocument([]byte("["))}, want: []string{"conformance: load document"}},
		"properties may pass": {paths: []string{list}, options: []conformance.Option{conformance.AllowUndeclared()}},
	} {
		t.Run(name, func(t *testing.T) {
			reported := &recorder{skipped: test.skipped}
			transport := conformance.NewTransport(reported, roundTripper(func(req *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(none)), Request: req}, nil
			}), test.options...)
			for _, path := range test.paths {
				resp, err := transport.RoundTrip(request(t, "", path))
				require.NoError(t, err)
				require.NoError(t, resp.Body.Close())
			}
			for _, end := range reported.ends {
				end()
			}
			require.Len(t, reported.errors, len(test.want), "%q", reported.errors)
			for i, want := range test.want {
				require.Contains(t, reported.errors[i], want)
			}
		})
	}
}

// A goroutine may go on after its test: to report to a test that has ended is a panic.
func TestNewTransportIsSilentAfterTheTest(t *testing.T) {
	reported := &recorder{}
	transport := conformance.NewTransport(reported, roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("no response")
	}))
	send := func() { _, _ = transport.RoundTrip(request(t, "", list+"?page=1")) } //nolint:bodyclose // there is none
	send()
	require.Len(t, reported.errors, 1)
	for _, end := range reported.ends {
		end()
	}
	send()
	require.Len(t, reported.errors, 1)
}

// Without a next transport, requests are sent by the one of net/http, even if nothing can be checked.
func TestTheNextTransportIsTheDefaultOne(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, none)
	}))
	defer service.Close()
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	atRoot := conformance.WithBasePath("")
	checker, err := conformance.New(atRoot)
	require.NoError(t, err)
	for name, transport := range map[string]http.RoundTripper{
		"NewTransport":                    conformance.NewTransport(t, nil, atRoot),
		"NewTransport, no valid document": conformance.NewTransport(&recorder{}, nil, conformance.WithDocument([]byte("["))),
		"Transport":                       checker.Transport(nil, func(e conformance.Exchange) { require.Empty(t, e.Deviations) }),
	} {
		t.Run(name, func(t *testing.T) {
			req := request(t, "", strings.TrimPrefix(list, "/client/v4"))
			req.URL.Scheme, req.URL.Host = "http", service.Listener.Addr().String()
			resp, err := transport.RoundTrip(req)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
		})
	}
}

// recorder is what NewTransport uses of a test.
type recorder struct {
	errors  []string
	ends    []func()
	skipped bool
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Cleanup(end func()) { r.ends = append(r.ends, end) }
func (r *recorder) Skipped() bool      { return r.skipped }
