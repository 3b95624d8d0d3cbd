package conformance_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
)

// A transport that looks at nothing does not pass for one that found nothing.
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
