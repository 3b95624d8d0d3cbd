package wrapper_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/openapi"
	"github.com/streamdl/streamdl-go/wrapper"
)

// schema returns a schema of the document.
func schema(tb testing.TB, name string) *openapi3.Schema {
	tb.Helper()
	document, err := openapi3.NewLoader().LoadFromData(openapi.Document())
	require.NoError(tb, err)
	return document.Components.Schemas[name].Value
}

// FuzzCreateResult holds what the client makes of the result of a create against the document: what is valid
// there is accepted with the same values, and what is accepted has a state and one meaning.
func FuzzCreateResult(f *testing.F) {
	keyed, bare := schema(f, "Downloads"), schema(f, "Download")
	for _, seed := range []string{
		`{"default":{"percentComplete":0,"status":"inprogress","url":"https://x/y"}}`,
		`{"audio":{"percentComplete":100,"status":"ready"},"default":{"percentComplete":75.5,"status":"ready"}}`,
		`{"percentComplete":0,"status":"inprogress","url":"https://x/y"}`,
		`{"percentComplete":1e2,"status":"error"}`, `{"default":{"percentComplete":1,"status":"ready"},"status":"ready"}`,
		`{"default":{"percentComplete":1,"status":"ready"},"percentComplete":0}`, `{"default":null,"percentComplete":0,"status":"ready"}`,
		`{"audio":{"percentComplete":1,"status":"ready"}}`, `{}`, `null`, `[]`, `"ok"`, `{"default":{}}`, `{"Default":{"STATUS":"ready"}}`,
		`{"default":{"percentComplete":250,"status":"new"}}`, `{"default":{"percentComplete":"75","status":"ready"}}`, `{"status":""}`, `{"url":null}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, result string) {
		client := answering(t, 200, "application/json", `{"result":`+result+`,"success":true,"errors":[],"messages":[]}`)
		download, err := client.Create(context.Background(), video)
		if err != nil && (!errors.Is(err, wrapper.ErrProtocol) || download != (wrapper.Download{})) {
			t.Fatalf("%+v, %v", download, err)
		}
		if err == nil && download.Status == "" {
			t.Fatalf("a download without a state: %+v", download)
		}
		if err == nil && !utf8.ValidString(result) {
			t.Fatalf("JSON that is not UTF-8 was accepted: %q", result)
		}
		var value any
		if json.Unmarshal([]byte(result), &value) != nil {
			return // what is no value, or none that all readers understand alike, breaks the envelope, or adds to it
		}
		object, _ := value.(map[string]any)
		isKeyed := object["default"] != nil || object["audio"] != nil
		status, _ := object["status"].(string)
		isBare := status != ""
		if err == nil && isKeyed && isBare {
			t.Fatalf("two meanings, of which one was taken: %s", result)
		}
		switch {
		case keyed.VisitJSON(value) == nil && object["default"] != nil:
			requireSame(t, object["default"].(map[string]any), download, err)
		case bare.VisitJSON(value) == nil && !isKeyed:
			requireSame(t, object, download, err)
		}
	})
}

func requireSame(t *testing.T, want map[string]any, got wrapper.Download, err error) {
	t.Helper()
	url, _ := want["url"].(string)
	if err != nil || got.PercentComplete != want["percentComplete"] || string(got.Status) != want["status"] || got.URL != url {
		t.Fatalf("valid by the document: %v\nbut: %+v, %v", want, got, err)
	}
}

// FuzzFailure makes sure that whatever a service says, under whatever status, ends in one line of an error
// that says the status, and in no secret.
func FuzzFailure(f *testing.F) {
	for _, body := range []string{
		`{"result":null,"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[]}`,
		`{"errors":[{"code":6003,"message":"Invalid","error_chain":[{"code":6111,"message":"Invalid format"}]}]}`,
		`{"error_code":1015,"title":"Rate limited","retryable":true,"retry_after":30}`, `{"error_code":1e999}`,
		"error code: 1015", "<html>", "", "null", `{"errors":[null]}`, `{"errors":{}}`, `{"errors":[{"code":"1"}]}`, `{"errors":[{}],"messages":["x"]}`, secret,
	} {
		f.Add(403, "application/json", body, "ray", "30")
		f.Add(503, "text/html", body, secret, "soon")
		f.Add(200, "application/json", body, "", "")
	}
	f.Fuzz(func(t *testing.T, status int, contentType, body, ray, hint string) {
		status = 200 + (status%400+400)%400
		header := http.Header{"Content-Type": {contentType}, "Cf-Ray": {ray}, "Retry-After": {hint}}
		client := newClientWith(t, wrapper.WithAPIToken(secret), canned(status, body, header), once)
		downloads, err := client.List(context.Background(), video)
		if err == nil {
			if status != 200 {
				t.Fatalf("status %d gave %+v", status, downloads)
			}
			return
		}
		var failed *wrapper.Error
		if !errors.As(err, &failed) || failed.StatusCode != status || failed.RetryAfter < 0 {
			t.Fatalf("%#v", err)
		}
		text := err.Error()
		if len(text) > 2048 || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Fatalf("not one line: %q", text)
		}
		if strings.Contains(text, secret) || strings.Contains(failed.RayID, secret) {
			t.Fatalf("the secret is in %q", text)
		}
	})
}
