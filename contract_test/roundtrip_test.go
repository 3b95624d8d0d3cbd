package contract_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/internal/exercise"
)

// Each example survives the generated type of its reply: decoded, encoded, and decoded again.
func TestEveryExampleRoundTripsThroughItsGeneratedType(t *testing.T) {
	for _, op := range operations(t) {
		for _, reply := range op.Replies() {
			for _, example := range document.Examples(reply.Media) {
				t.Run(op.OperationID+" "+reply.Status+" "+example.Name, func(t *testing.T) {
					is := expect(t)
					generated, err := exercise.ReplyType(reply)
					is.NoError(err)
					want, err := json.Marshal(example.Value)
					is.NoError(err)

					decoder := json.NewDecoder(strings.NewReader(string(want)))
					decoder.DisallowUnknownFields()
					decoded := reflect.New(generated)
					is.NoError(decoder.Decode(decoded.Interface()), "%v does not take what the document shows", generated)
					got, err := json.Marshal(decoded.Interface())
					is.NoError(err)
					if generated != reflect.TypeFor[gen.CreateDownloadEnvelope]() { // which has both shapes in one, only to read them
						is.JSONEq(string(want), string(got))
					}

					again := reflect.New(generated)
					is.NoError(json.Unmarshal(got, again.Interface()))
					is.Equal(decoded.Interface(), again.Interface())
				})
			}
		}
	}
}

// One type takes both shapes of the result of a create.
func TestCreateResultTakesBothOfItsShapes(t *testing.T) {
	is := expect(t)
	flat := gen.Download{PercentComplete: 40.5, Status: gen.DownloadStatusInProgress, URL: "https://example.com/a"}
	var result gen.CreateDownloadResult
	is.NoError(json.Unmarshal([]byte(marshal(t, flat)), &result))
	is.Equal(flat, result.Download)

	keyed := gen.Downloads{Default: &flat, Audio: &gen.Download{Status: gen.DownloadStatusError}}
	result = gen.CreateDownloadResult{}
	is.NoError(json.Unmarshal([]byte(marshal(t, keyed)), &result))
	is.Equal(keyed, result.Downloads)
}

// What the document does not name, and numbers that a float would round, are there in the raw body of every reply. The
// types keep large integers where they have a place for them. Unknown keys they drop.
func TestUnknownKeysAndLargeIntegersAreKept(t *testing.T) {
	const body = `{"success":true,"errors":[],"messages":[{"code":9007199254740993,"message":"m"}],` +
		`"result":{"default":{"percentComplete":1,"status":"ready","eta":9007199254740995}},"trace":{"id":18446744073709551615}}`
	is := expect(t)
	client := generatedClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
		return response(req, 200, "application/json", body), nil
	}))
	reply, err := client.ListDownloadsWithResponse(t.Context(), account, video)
	is.NoError(err)
	is.Equal(body, string(reply.Body))
	is.Equal(9007199254740993, reply.JSON200.Messages[0].Code)
	is.NotContains(marshal(t, reply.JSON200), "eta")
	is.NotContains(marshal(t, reply.JSON200), "trace")
}
