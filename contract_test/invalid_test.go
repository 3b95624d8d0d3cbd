package contract_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
)

// invalidResponse is a response that the document forbids, and how.
type invalidResponse struct {
	Name, Operation   string
	Status            int
	ContentType, Body string
	Pointer, Rule     string
}

// Each response that is wrong in one way is refused for that, at that place.
func TestInvalidResponsesAreRejected(t *testing.T) {
	all := read[[]invalidResponse](t, "testdata/invalid.json")
	require.GreaterOrEqual(t, len(all), 40)
	checker := newChecker(t)
	for _, fixture := range all {
		t.Run(fixture.Operation+" "+fmt.Sprint(fixture.Status)+" "+fixture.Name, func(t *testing.T) {
			deviations := checkResponse(t, checker, fixture.Operation, fixture.Status, fixture.ContentType, fixture.Body)
			var found []string
			for _, d := range deviations {
				found = append(found, d.Rule+" at "+d.Pointer)
			}
			require.Contains(t, found, fixture.Rule+" at "+fixture.Pointer)
		})
	}
}

func checkResponse(t *testing.T, checker *conformance.Checker, id string, status int, contentType, body string) []conformance.Deviation {
	t.Helper()
	op := operation(t, id)
	arguments := calls.OfPath(op, identifiers())
	path := pathOf(op, arguments[len(arguments)-1]) // of a download, its sound
	req, err := http.NewRequestWithContext(t.Context(), op.Method, host+path, nil)
	require.NoError(t, err)
	resp := newResponse(req, status, contentType, body)
	if contentType == "" {
		resp.Header.Del("Content-Type")
	}
	return checker.Response(req, resp, []byte(body), nil)
}

// The headers of a response are checked as well.
func TestInvalidHeadersAreRejected(t *testing.T) {
	checker := newChecker(t)
	for name, value := range map[string]string{
		"a date": "Wed, 21 Oct 2026 07:28:00 GMT", "a fraction": "1.5", "negative": "-1", "a word": "soon",
	} {
		t.Run("Retry-After is "+name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL+"/accounts/"+account+"/stream/"+video+"/downloads", nil)
			require.NoError(t, err)
			resp := newResponse(req, 429, "application/json", "")
			resp.Header.Set("Retry-After", value)
			body := `{"success":false,"errors":[{"code":10429,"message":"m"}],"messages":[]}`
			deviations := checker.Response(req, resp, []byte(body), nil)
			require.Len(t, deviations, 1)
			require.Equal(t, conformance.RuleHeader, deviations[0].Rule)
			require.NotContains(t, deviations[0].String(), value)
		})
	}
}
