package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/conformance"
)

// invalidReply is a reply that the document forbids, and how.
type invalidReply struct {
	Name, Operation   string
	Status            int
	ContentType, Body string
	Pointer, Rule     string
}

func invalidReplies(t *testing.T) []invalidReply {
	t.Helper()
	text, err := os.ReadFile("testdata/invalid.json")
	expect(t).NoError(err)
	var all []invalidReply
	expect(t).NoError(json.Unmarshal(text, &all))
	return all
}

// The check is able to say no: each reply that is wrong in one way is refused for that, at that place.
func TestInvalidRepliesAreRejected(t *testing.T) {
	all := invalidReplies(t)
	expect(t).GreaterOrEqual(len(all), 40)
	checker := newChecker(t)
	for _, fixture := range all {
		t.Run(fixture.Operation+" "+fmt.Sprint(fixture.Status)+" "+fixture.Name, func(t *testing.T) {
			is := expect(t)
			deviations := judgeReply(t, checker, fixture.Operation, fixture.Status, fixture.ContentType, fixture.Body)
			var found []string
			for _, d := range deviations {
				found = append(found, d.Rule+" at "+d.Pointer)
			}
			is.Contains(found, fixture.Rule+" at "+fixture.Pointer)
		})
	}
}

func judgeReply(t *testing.T, checker *conformance.Checker, operation string, status int, contentType, body string) []conformance.Deviation {
	t.Helper()
	for _, op := range operations(t) {
		if op.OperationID != operation {
			continue
		}
		path := strings.NewReplacer("{account_id}", account, "{identifier}", video, "{download_type}", "audio").Replace(op.Path)
		req, err := http.NewRequestWithContext(t.Context(), op.Method, baseURL+path, nil)
		expect(t).NoError(err)
		resp := response(req, status, contentType, body)
		if contentType == "" {
			resp.Header.Del("Content-Type")
		}
		return checker.Reply(req, resp, []byte(body), nil)
	}
	t.Fatalf("the document has no operation %s", operation)
	return nil
}

// Headers have a form too.
func TestInvalidHeadersAreRejected(t *testing.T) {
	checker := newChecker(t)
	for name, value := range map[string]string{
		"a date": "Wed, 21 Oct 2026 07:28:00 GMT", "a fraction": "1.5", "negative": "-1", "a word": "soon",
	} {
		t.Run("Retry-After is "+name, func(t *testing.T) {
			is := expect(t)
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, baseURL+"/accounts/"+account+"/stream/"+video+"/downloads", nil)
			is.NoError(err)
			resp := response(req, 429, "application/json", "")
			resp.Header.Set("Retry-After", value)
			body := `{"success":false,"errors":[{"code":10429,"message":"m"}],"messages":[]}`
			deviations := checker.Reply(req, resp, []byte(body), nil)
			is.Len(deviations, 1)
			is.Equal(conformance.RuleHeader, deviations[0].Rule)
			is.NotContains(deviations[0].String(), value)
		})
	}
}
