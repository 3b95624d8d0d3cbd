package contract_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/internal/exercise"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestEveryOperationHasAWrapperMethod(t *testing.T) {
	is := expect(t)
	var declared []string
	for _, op := range operations(t) {
		declared = append(declared, op.OperationID)
	}
	slices.Sort(declared)
	is.Equal(declared, slices.Sorted(maps.Keys(exercise.WrapperMethods())),
		"the document and exercise.WrapperMethods differ: write the method of the wrapper and name it there")
}

// An operation called through the generated client sends what the document accepts, and reads the example back
// value for value.
func TestGeneratedClientReadsEveryExample(t *testing.T) {
	forEachExample(t, func(t *testing.T, op document.Operation, reply document.Reply, example document.Example, values map[string]string) {
		is := expect(t)
		for _, credential := range credentials() {
			transport, exchanges := judged(t, exampleServer(t, reply, example))
			answer, err := exercise.Generated(t.Context(), generatedClient(t, transport), op, values, nil, credential.Editor())
			is.NoError(err)
			is.Equal(reply.StatusCode(), answer.HTTP.StatusCode)
			got, err := json.Marshal(answer.Value)
			is.NoError(err)
			want, err := json.Marshal(example.Value)
			is.NoError(err)
			if _, both := answer.Value.(*gen.CreateDownloadEnvelope); !both { // which is there to read two shapes, not to write one
				is.JSONEq(string(want), string(got))
			}
			is.Len(*exchanges, 1)
			is.Empty((*exchanges)[0].Deviations)
			is.Equal(op.OperationID, (*exchanges)[0].Operation)
		}
	})
}

// The same through the wrapper: a success is the result of the example, a failure an error with its messages.
func TestWrapperReadsEveryExample(t *testing.T) {
	methods := exercise.WrapperMethods()
	forEachExample(t, func(t *testing.T, op document.Operation, reply document.Reply, example document.Example, values map[string]string) {
		is := expect(t)
		method := methods[op.OperationID]
		is.NotNil(method, "the wrapper has no method for %s", op.OperationID)
		for _, credential := range credentials() {
			transport, exchanges := judged(t, exampleServer(t, reply, example))
			kind := gen.DownloadType(values["download_type"])
			got, err := method(t.Context(), wrapperClient(t, transport, credential), video, kind)
			checkWrapperResult(t, reply, example, kind, got, err)
			is.Len(*exchanges, 1)
			is.Empty((*exchanges)[0].Deviations)
			is.Equal(op.OperationID, (*exchanges)[0].Operation)
		}
	})
}

func checkWrapperResult(t *testing.T, reply document.Reply, example document.Example, kind gen.DownloadType, got any, err error) {
	t.Helper()
	is := expect(t)
	envelope, isObject := example.Value.(map[string]any)
	is.True(isObject)
	if reply.StatusCode() >= 400 {
		var failed *wrapper.Error
		is.ErrorAs(err, &failed)
		is.Equal(reply.StatusCode(), failed.StatusCode)
		is.Equal(reply.Operation.OperationID, failed.Op)
		is.JSONEq(marshal(t, envelope["errors"]), marshal(t, failed.Errors))
		return
	}
	want := envelope["result"]
	switch result := want.(type) {
	case string:
		is.NoError(err)
		return // a deletion has nothing to tell
	case map[string]any:
		if _, whole := got.(wrapper.Downloads); whole {
			break
		}
		if kind == "" {
			kind = wrapper.Default
		}
		_, flat := result["status"]
		keyed, has := result[string(kind)]
		if !flat && !has {
			is.ErrorIs(err, wrapper.ErrProtocol, "the reply tells nothing of the %s download", kind)
			return
		}
		if has {
			want = keyed
		}
	}
	is.NoError(err)
	is.JSONEq(marshal(t, want), marshal(t, got))
}

// The wrapper adds a credential, what it accepts, and its name to what the generated client sends. All the other bytes
// on the wire are the same.
func TestWrapperAndGeneratedClientSendTheSame(t *testing.T) {
	methods := exercise.WrapperMethods()
	for _, op := range operations(t) {
		for _, values := range exercise.Arguments(op, identifiers()) {
			t.Run(op.OperationID+" "+values["download_type"], func(t *testing.T) {
				is := expect(t)
				var sent, added []string
				recording := roundTripper(func(req *http.Request) (*http.Response, error) {
					same, other := onTheWire(t, req)
					sent, added = append(sent, same), append(added, other)
					return nil, errors.New("not sent")
				})
				_, err := exercise.Generated(t.Context(), generatedClient(t, recording), op, values, nil)
				is.ErrorContains(err, "not sent")
				_, err = methods[op.OperationID](t.Context(), wrapperClient(t, recording, credentials()[0]), video, gen.DownloadType(values["download_type"]))
				is.ErrorContains(err, "not sent")
				is.Len(sent, 2)
				is.Equal(sent[0], sent[1])
				is.NotContains(sent[0], "Content-Type", "there is no body to have a type")
				is.Equal("User-Agent: Go-http-client/1.1", added[0])
				is.Equal("User-Agent: streamdl-go/"+wrapper.Version+"\r\nAccept: application/json\r\nAuthorization: Bearer "+emulator.DefaultToken, added[1])
			})
		}
	}
}

// onTheWire writes a request as net/http sends it, apart from the headers in which the clients differ.
func onTheWire(t *testing.T, req *http.Request) (same, differs string) {
	t.Helper()
	is := expect(t)
	dump, err := httputil.DumpRequestOut(req, true)
	is.NoError(err)
	head, body, ended := strings.Cut(string(dump), "\r\n\r\n")
	is.True(ended)
	var kept, left []string
	for line := range strings.SplitSeq(head, "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		if slices.Contains([]string{"Accept", "Authorization", "User-Agent"}, name) {
			left = append(left, line)
		} else {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\r\n") + "\r\n\r\n" + body, strings.Join(left, "\r\n")
}

func marshal(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	expect(t).NoError(err)
	return string(text)
}

// forEachExample runs a subtest for each example of each reply, with each value of the parameters.
func forEachExample(t *testing.T, run func(*testing.T, document.Operation, document.Reply, document.Example, map[string]string)) {
	t.Helper()
	for _, op := range operations(t) {
		for _, values := range exercise.Arguments(op, identifiers()) {
			for _, reply := range op.Replies() {
				for _, example := range document.Examples(reply.Media) {
					name := op.OperationID + " " + values["download_type"] + " " + reply.Status + " " + example.Name
					t.Run(name, func(t *testing.T) { run(t, op, reply, example, values) })
				}
			}
		}
	}
}

// judged puts the check between a client and a server, and keeps what it says.
func judged(t *testing.T, next http.RoundTripper) (http.RoundTripper, *[]conformance.Exchange) {
	t.Helper()
	var exchanges []conformance.Exchange
	return newChecker(t).Transport(next, func(e conformance.Exchange) { exchanges = append(exchanges, e) }), &exchanges
}
