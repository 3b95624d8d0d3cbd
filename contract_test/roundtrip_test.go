package contract_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
)

// Each example survives the generated type of its response: decoded, encoded, and decoded again.
func TestEveryExampleRoundTripsThroughItsGeneratedType(t *testing.T) {
	for _, op := range operations(t) {
		for _, declared := range op.DeclaredResponses() {
			for _, example := range document.Examples(declared.Media) {
				t.Run(op.OperationID+" "+declared.Status+" "+example.Name, func(t *testing.T) {
					generated, err := calls.BodyType(declared)
					require.NoError(t, err)
					want, err := json.Marshal(example.Value)
					require.NoError(t, err)

					decoder := json.NewDecoder(strings.NewReader(string(want)))
					decoder.DisallowUnknownFields()
					decoded := reflect.New(generated)
					require.NoError(t, decoder.Decode(decoded.Interface()), "%v does not take what the document shows", generated)
					got, err := json.Marshal(decoded.Interface())
					require.NoError(t, err)
					if generated != reflect.TypeFor[gen.CreateDownloadEnvelope]() { // which reads two shapes, and writes neither
						requireSameJSON(t, json.RawMessage(want), json.RawMessage(got))
						var encoded any
						require.NoError(t, json.Unmarshal(got, &encoded))
						require.NoError(t, example.Schema.VisitJSON(encoded), "what %v writes is not what the document allows", generated)
					}

					again := reflect.New(generated)
					require.NoError(t, json.Unmarshal(got, again.Interface()))
					require.Equal(t, string(got), marshal(t, again.Interface()))
				})
			}
		}
	}
}

// One type takes both shapes of the result of a create.
func TestCreateResultTakesBothOfItsShapes(t *testing.T) {
	flat := gen.Download{PercentComplete: 40.5, Status: gen.DownloadStatusInProgress, URL: "https://example.com/a"}
	var result gen.CreateDownloadResult
	require.NoError(t, json.Unmarshal([]byte(marshal(t, flat)), &result))
	require.Equal(t, flat, result.Download)

	keyed := gen.Downloads{Default: &flat, Audio: &gen.Download{Status: gen.DownloadStatusError}}
	result = gen.CreateDownloadResult{}
	require.NoError(t, json.Unmarshal([]byte(marshal(t, keyed)), &result))
	require.Equal(t, keyed, result.Downloads)
}

// What the document does not name, and numbers that a float would round, are there in the raw body of every response. The
// types keep large integers where they have a place for them. Unknown keys they drop.
func TestUnknownKeysAndLargeIntegersAreKept(t *testing.T) {
	const body = `{"success":true,"errors":[],"messages":[{"code":9007199254740993,"message":"m"}],` +
		`"result":{"default":{"percentComplete":1,"status":"ready","eta":9007199254740995}},"trace":{"id":18446744073709551615}}`
	client := generatedClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
		return newResponse(req, 200, "application/json", body), nil
	}))
	response, err := client.ListDownloadsWithResponse(t.Context(), account, video)
	require.NoError(t, err)
	require.Equal(t, body, string(response.Body))
	require.Equal(t, 9007199254740993, response.JSON200.Messages[0].Code)
	require.NotContains(t, marshal(t, response.JSON200), "eta")
	require.NotContains(t, marshal(t, response.JSON200), "trace")
}
