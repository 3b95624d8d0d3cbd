package validators

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/errors"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/openapi"
)

const (
	account = "023e105f4ecef8ad9ca31a8372d0c353"
	video   = "ea95132c15732412d22c1476fa83f27a"
	baseURL = "https://api.cloudflare.com/client/v4"
)

// pair is the two validators, which know nothing of each other.
type pair struct {
	first  *conformance.Checker // kin-openapi
	second validator.Validator  // libopenapi-validator
}

func newPair(t *testing.T) pair {
	t.Helper()
	first, err := conformance.New()
	require.NoError(t, err)
	doc, err := libopenapi.NewDocument(openapi.Document())
	require.NoError(t, err)
	second, errs := validator.NewValidator(doc,
		config.WithFormatAssertions(), config.WithContentAssertions(),
		config.WithStrictMode(), config.WithStrictServerMatching(),
		config.WithRejectUndeclaredRequestBody(), config.WithRejectUnsupportedBodyContent(),
		config.WithStrictIgnorePaths("$.body.**.meta.*"), // strict mode knows no object that is free, whatever the document says
		config.WithStrictIgnoredHeadersExtra("Cf-Ray", "Accept", "User-Agent", "Content-Length", "Location", "Allow"),
	)
	require.Empty(t, errs)
	return pair{first, second}
}

// findings is what the two say of the same thing; nothing if they accept it.
type findings struct{ first, second string }

func (f findings) agree() bool { return (f.first == "") == (f.second == "") }

func (p pair) request(req *http.Request, body []byte) findings {
	copied := req.Clone(req.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	_, errs := p.second.ValidateHttpRequestSync(copied)
	return findings{listed(p.first.Request(req, body)), joined(errs)}
}

func (p pair) response(req *http.Request, resp *http.Response, body []byte) findings {
	copied := *resp
	copied.Body = io.NopCloser(bytes.NewReader(body))
	_, errs := p.second.ValidateHttpResponse(req, &copied)
	return findings{listed(p.first.Response(req, resp, body, nil)), joined(errs)}
}

func listed(deviations []conformance.Deviation) (all string) {
	for _, deviation := range deviations {
		all += deviation.String() + "; "
	}
	return all
}

func joined(errs []*errors.ValidationError) string {
	var all []string
	for _, err := range errs {
		text := err.Message + ": " + err.Reason
		for _, failure := range err.SchemaValidationErrors {
			text += " [" + failure.KeywordLocation + " " + failure.Reason + "]"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

// disagreements are the cases that the validators differ on.
type disagreements map[string]findings

func (d disagreements) see(name string, said findings) {
	if !said.agree() {
		d[name] = said
	}
}

// review fails with each disagreement that is not in the reviewed table, where each has its reason, and with each entry
// there that the validators agree on.
func (d disagreements) review(t *testing.T, section string) {
	t.Helper()
	const nothing = "accepts it"
	reasons := read[map[string]map[string]string](t, "testdata/disagreements.json")[section]
	for name, said := range d {
		if reasons[name] == "" {
			t.Errorf("%q: the validators disagree\n  kin-openapi: %s\n  libopenapi:  %s", name, cmp.Or(said.first, nothing), cmp.Or(said.second, nothing))
		}
	}
	for name := range reasons {
		if _, differ := d[name]; !differ {
			t.Errorf("testdata/disagreements.json: %s: %q is stale: the validators agree, or there is no such case", section, name)
		}
	}
}
