package validators

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/document"
)

func TestBothAcceptEveryExampleOfABody(t *testing.T) {
	both, checked := newPair(t), 0
	for _, op := range operations(t) {
		if op.RequestBody == nil {
			continue
		}
		for mediaType, media := range op.RequestBody.Value.Content {
			for _, example := range document.Examples(media) {
				t.Run(op.OperationID+" "+mediaType+" "+example.Name, func(t *testing.T) {
					body, err := json.Marshal(example.Value)
					require.NoError(t, err)
					req := requestOf(t, op)
					req.Header.Set("Content-Type", mediaType)
					require.Equal(t, findings{}, both.request(req, body))
					checked++
				})
			}
		}
	}
	require.NotZero(t, checked)
}

// The document takes any JSON for the body of a create.
func TestBodiesOfAnyShapeAreCheckedAlike(t *testing.T) {
	both, table, create := newPair(t), reviewed(t, "bodies"), operations(t)["createDownload"]
	for _, body := range []string{`{"id":"default"}`, `[]`, `"default"`, `1`, `true`, `null`} {
		t.Run(body, func(t *testing.T) {
			req := requestOf(t, create)
			req.Header.Set("Content-Type", "application/json")
			said := both.request(req, []byte(body))
			require.False(t, said.first != "" && said.second != "", "both refuse it: %v", said)
			table.review(t, body, said)
		})
	}
}

// Each of these requests is wrong in one place.
func TestInvalidRequestsAreCheckedAlike(t *testing.T) {
	asJSON := http.Header{"Content-Type": {"application/json"}}
	both, table, ops := newPair(t), reviewed(t, "invalid requests"), operations(t)
	for name, test := range map[string]struct {
		operation string
		header    http.Header
		body      string
		url       [2]string // what to replace in it
	}{
		"list: a body":                        {operation: "listDownloads", header: asJSON, body: `{}`},
		"create of type: a body":              {operation: "createDownloadOfType", header: asJSON, body: `{}`},
		"delete: a body":                      {operation: "deleteDownloads", header: asJSON, body: `{}`},
		"create: a body of another type":      {operation: "createDownload", header: http.Header{"Content-Type": {"text/plain"}}, body: `{}`},
		"create: a form":                      {operation: "createDownload", header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, body: `id=default`},
		"create: a body of no type":           {operation: "createDownload", body: `{}`},
		"create: a body of two types":         {operation: "createDownload", header: http.Header{"Content-Type": {"application/json", "application/json"}}, body: `{}`},
		"create: a body that ends too early":  {operation: "createDownload", header: asJSON, body: `{"id":`},
		"create: a body and something after":  {operation: "createDownload", header: asJSON, body: `{}{}`},
		"list: an undeclared query parameter": {operation: "listDownloads", url: [2]string{"/downloads", "/downloads?page=1"}},
		"list: a video too long":              {operation: "listDownloads", url: [2]string{video, video + "f"}},
		"create of type: an unknown type":     {operation: "createDownloadOfType", url: [2]string{"/audio", "/subtitles"}},
		"list: another base path":             {operation: "listDownloads", url: [2]string{"/v4/", "/v5/"}},
		"list: no credential":                 {operation: "listDownloads", header: http.Header{"Authorization": nil}},
		"list: a key without an e-mail":       {operation: "listDownloads", header: http.Header{"Authorization": nil, "X-Auth-Key": {"key"}}},
		"list: a token and a key":             {operation: "listDownloads", header: http.Header{"X-Auth-Key": {"key"}, "X-Auth-Email": {"user@example.com"}}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, ops, test.operation)
			req := requestOf(t, ops[test.operation])
			require.Contains(t, req.URL.String(), test.url[0])
			changed, err := req.URL.Parse(strings.Replace(req.URL.String(), test.url[0], test.url[1], 1))
			require.NoError(t, err)
			req.URL = changed
			for key, values := range test.header {
				delete(req.Header, key)
				if values != nil {
					req.Header[key] = values
				}
			}
			said := both.request(req, []byte(test.body))
			require.NotEmpty(t, said.first)
			table.review(t, name, said)
		})
	}
}
