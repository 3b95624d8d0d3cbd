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

// disagreements is the reviewed table of what the validators differ on, each with the reason. An entry that they agree on
// is stale.
type disagreements struct {
	reasons map[string]string // by case
	met     map[string]bool
}

func reviewed(t *testing.T, section string) *disagreements {
	t.Helper()
	sections := read[map[string]map[string]string](t, "testdata/disagreements.json")
	table := &disagreements{reasons: sections[section], met: map[string]bool{}}
	t.Cleanup(func() {
		for name := range table.reasons {
			if !table.met[name] {
				t.Errorf("testdata/disagreements.json: %s: %q is stale: the validators agree, or there is no such case", section, name)
			}
		}
	})
	return table
}

// review fails if the validators disagree and nobody has reviewed it.
func (d *disagreements) review(t *testing.T, name string, said findings) {
	t.Helper()
	if said.agree() {
		return
	}
	const nothing = "accepts it"
	d.met[name] = true
	if d.reasons[name] == "" {
		t.Errorf("%q: the validators disagree\n  kin-openapi: %s\n  libopenapi:  %s", name, cmp.Or(said.first, nothing), cmp.Or(said.second, nothing))
	}
}
