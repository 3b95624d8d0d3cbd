package contract_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/internal/document"
)

// exampleServer responds to every request with an example.
func exampleServer(t *testing.T, declared document.Response, example document.Example) http.RoundTripper {
	t.Helper()
	body := marshal(t, example.Value)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		require.Equal(t, host, "https://"+req.Host)
		if req.Body == nil {
			require.Empty(t, req.Header["Content-Type"], "there is no body to have a type")
		}
		return newResponse(req, declared.StatusCode(), declared.MediaType, body), nil
	})
}

// What the document shows as a body of a request can be sent as it is.
func TestEveryRequestExampleIsAccepted(t *testing.T) {
	for _, op := range operations(t) {
		if op.RequestBody == nil {
			continue
		}
		for mediaType, media := range op.RequestBody.Value.Content {
			for _, example := range document.Examples(media) {
				t.Run(op.OperationID+" "+mediaType+" "+example.Name, func(t *testing.T) {
					server := newEmulator(t)
					transport, exchanges := checked(t, server.Transport())
					response, err := calls.Generated(t.Context(), generatedClient(t, transport), op, identifiers(), example.Value, credentials()[0].Editor())
					require.NoError(t, err)
					require.Equal(t, http.StatusOK, response.HTTP.StatusCode)
					requireSameJSON(t, example.Value, json.RawMessage(server.Requests()[0].Body))
					requireDeclared(t, op, *exchanges)
				})
			}
		}
	}
}

// The examples printed in Cloudflare's reference stand in the document value for value.
func TestReferenceExamplesStandInTheDocument(t *testing.T) {
	const message = `[{"code":1000,"documentation_url":"documentation_url","message":"message","source":{"pointer":"pointer"}}]`
	const download = `{"percentComplete":0,"status":"ready","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4"}`
	for name, result := range map[string]string{
		"listDownloads":  `{"audio":` + download + `,"default":` + download + `}`,
		"createDownload": download,
	} {
		t.Run(name, func(t *testing.T) {
			var shown []string
			for _, example := range document.Examples(operation(t, name).Responses.Status(200).Value.Content["application/json"]) {
				shown = append(shown, marshal(t, example.Value))
			}
			require.Contains(t, shown, `{"errors":`+message+`,"messages":`+message+`,"result":`+result+`,"success":true}`)
		})
	}
}
