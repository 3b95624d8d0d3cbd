package contract_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/internal/document"
)

// exampleServer responds to every request with an example.
func exampleServer(t *testing.T, declared document.Response, example document.Example) http.RoundTripper {
	t.Helper()
	body, err := json.Marshal(example.Value)
	require.NoError(t, err)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if req.Body == nil {
			require.Empty(t, req.Header["Content-Type"], "there is no body to have a type")
		}
		return newResponse(req, declared.StatusCode(), declared.MediaType, string(body)), nil
	})
}

// What the document shows as a body of a request can be sent as it is.
func TestEveryRequestExampleIsAccepted(t *testing.T) {
	checker := newChecker(t)
	for _, op := range operations(t) {
		if op.RequestBody == nil {
			continue
		}
		for mediaType, media := range op.RequestBody.Value.Content {
			for _, example := range document.Examples(media) {
				t.Run(op.OperationID+" "+mediaType+" "+example.Name, func(t *testing.T) {
					var exchange conformance.Exchange
					service := newEmulator(t).Transport()
					transport := checker.Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
						sent, err := io.ReadAll(req.Body)
						require.NoError(t, err)
						requireSameJSON(t, example.Value, json.RawMessage(sent))
						req.Body = io.NopCloser(bytes.NewReader(sent))
						return service.RoundTrip(req)
					}), func(e conformance.Exchange) { exchange = e })
					response, err := calls.Generated(t.Context(), generatedClient(t, transport), op, identifiers(), example.Value, credentials()[0].Editor())
					require.NoError(t, err)
					require.Equal(t, http.StatusOK, response.HTTP.StatusCode)
					require.Empty(t, exchange.Deviations)
				})
			}
		}
	}
}

// The examples printed in Cloudflare's reference stand in the document value for value.
func TestReferenceExamplesStandInTheDocument(t *testing.T) {
	const message = `[{"code":1000,"message":"message","documentation_url":"documentation_url","source":{"pointer":"pointer"}}]`
	const download = `{"percentComplete":0,"status":"ready","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4"}`
	const envelope = `{"errors":` + message + `,"messages":` + message + `,"success":true,"result":`
	for operation, want := range map[string]string{
		"listDownloads":  envelope + `{"audio":` + download + `,"default":` + download + `}}`,
		"createDownload": envelope + download + `}`,
	} {
		t.Run(operation, func(t *testing.T) {
			var shown []string
			for _, op := range operations(t) {
				if op.OperationID != operation {
					continue
				}
				for _, example := range document.Examples(op.Responses.Status(200).Value.Content["application/json"]) {
					text, err := json.Marshal(example.Value)
					require.NoError(t, err)
					shown = append(shown, string(text))
				}
			}
			require.Contains(t, shown, canonical(t, want))
		})
	}
}
