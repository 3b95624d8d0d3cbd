package contract_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/internal/exercise"
)

// Each example is one that the strict check takes, as the reply to a request that the check takes.
func TestEveryExampleConformsStrictly(t *testing.T) {
	checker := newChecker(t)
	for _, op := range operations(t) {
		for _, reply := range op.Replies() {
			for _, example := range document.Examples(reply.Media) {
				t.Run(op.OperationID+" "+reply.Status+" "+example.Name, func(t *testing.T) {
					is := expect(t)
					for _, values := range exercise.Arguments(op, identifiers()) {
						is.Empty(judgeExample(t, checker, op, values, reply, example))
					}
				})
			}
		}
	}
}

// judgeExample has the generated client make a call that is answered with the example, and returns the deviations
// of both sides.
func judgeExample(t *testing.T, checker *conformance.Checker, op document.Operation, values map[string]string, reply document.Reply, example document.Example) []conformance.Deviation {
	t.Helper()
	var deviations []conformance.Deviation
	transport := checker.Transport(exampleServer(t, reply, example), func(e conformance.Exchange) { deviations = e.Deviations })
	_, err := exercise.Generated(t.Context(), generatedClient(t, transport), op, values, nil, credentials()[0].Editor())
	expect(t).NoError(err)
	return deviations
}

// exampleServer answers every request with an example.
func exampleServer(t *testing.T, reply document.Reply, example document.Example) http.RoundTripper {
	t.Helper()
	body, err := json.Marshal(example.Value)
	expect(t).NoError(err)
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		return response(req, reply.StatusCode(), reply.MediaType, string(body)), nil
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
					is := expect(t)
					var exchange conformance.Exchange
					transport := checker.Transport(newEmulator(t).Transport(), func(e conformance.Exchange) { exchange = e })
					answer, err := exercise.Generated(t.Context(), generatedClient(t, transport), op, identifiers(), example.Value, credentials()[0].Editor())
					is.NoError(err)
					is.Equal(http.StatusOK, answer.HTTP.StatusCode)
					is.Empty(exchange.Deviations)
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
			is := expect(t)
			var shown []string
			for _, op := range operations(t) {
				if op.OperationID != operation {
					continue
				}
				for _, example := range document.Examples(op.Responses.Status(200).Value.Content["application/json"]) {
					text, err := json.Marshal(example.Value)
					is.NoError(err)
					shown = append(shown, string(text))
				}
			}
			is.Contains(shown, canonical(t, want))
		})
	}
}

// canonical is JSON with its keys in order.
func canonical(t *testing.T, text string) string {
	t.Helper()
	var value any
	expect(t).NoError(json.Unmarshal([]byte(text), &value))
	sorted, err := json.Marshal(value)
	expect(t).NoError(err)
	return string(sorted)
}
