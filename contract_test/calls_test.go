package contract_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestEveryOperationHasAWrapperMethod(t *testing.T) {
	declared := map[string]bool{}
	for _, op := range operations(t) {
		declared[op.OperationID] = true
		if calls.Wrapper[op.OperationID] == nil {
			t.Errorf("the wrapper has no method for the operation %[1]s (%[2]s %[3]s):\n"+
				"write a method of *wrapper.Client that calls it in wrapper/client.go, and\n"+
				"add the entry %[1]q that calls this method to calls.Wrapper in contract_test/internal/calls/wrapped.go",
				op.OperationID, op.Method, op.Path)
		}
	}
	for operation := range calls.Wrapper {
		if !declared[operation] {
			t.Errorf("the document has no operation %[1]s: remove the entry %[1]q of calls.Wrapper in contract_test/internal/calls/wrapped.go,\n"+
				"and the method that it calls, or rename the entry if the operation was renamed", operation)
		}
	}
}

// An operation called through the generated client sends what the document accepts, reads the example back value for
// value, and would write what the document allows.
func TestGeneratedClientReadsEveryExample(t *testing.T) {
	for _, op := range operations(t) {
		forEachExample(t, op, func(t *testing.T, declared document.Response, example document.Example, arguments calls.Arguments) {
			transport, exchanges := checked(t, exampleServer(t, declared, example))
			response, err := calls.Generated(t.Context(), generatedClient(t, transport), op, arguments, nil, credentials()[0].Editor())
			require.NoError(t, err)
			require.Equal(t, declared.StatusCode(), response.HTTP.StatusCode)
			requireSameJSON(t, example.Value, response.Value)
			if _, both := response.Value.(*gen.CreateDownloadEnvelope); !both { // which reads two shapes, and writes neither
				var written any
				require.NoError(t, json.Unmarshal([]byte(marshal(t, response.Value)), &written))
				require.NoError(t, example.Schema.VisitJSON(written))
			}
			require.Len(t, *exchanges, 1)
			requireDeclared(t, op, *exchanges)
		})
	}
}

// The same through the wrapper: a success is the result of the example, a failure an error with its messages.
func TestWrapperReadsEveryExample(t *testing.T) {
	for _, op := range wrapped(t) {
		forEachExample(t, op.Operation, func(t *testing.T, declared document.Response, example document.Example, arguments calls.Arguments) {
			transport, exchanges := checked(t, exampleServer(t, declared, example))
			kind := gen.DownloadType(arguments.Text("download_type"))
			got, err := op.call(t.Context(), wrapperClient(t, transport, credentials()[0]), video, kind)
			if declared.StatusCode() >= 400 {
				checkFailure(t, declared, example, err)
			} else {
				checkResult(t, example, cmp.Or(kind, wrapper.Default), got, err)
			}
			requireDeclared(t, op.Operation, *exchanges)
		})
	}
}

func checkFailure(t *testing.T, declared document.Response, example document.Example, err error) {
	t.Helper()
	var failed *wrapper.Error
	require.ErrorAs(t, err, &failed)
	require.Equal(t, declared.StatusCode(), failed.StatusCode)
	require.Equal(t, declared.Operation.OperationID, failed.Op)
	requireSameJSON(t, example.Value.(map[string]any)["errors"], failed.Errors)
}

// checkResult compares what the wrapper returned with the result of an example. Of a result that is keyed by type, a
// create returns the entry of the type that was asked for. A deletion returns nothing.
func checkResult(t *testing.T, example document.Example, kind gen.DownloadType, got any, err error) {
	t.Helper()
	want := example.Value.(map[string]any)["result"]
	if _, one := got.(wrapper.Download); one {
		result, isObject := want.(map[string]any)
		require.True(t, isObject)
		keyed, has := result[string(kind)]
		if _, flat := result["status"]; !flat && !has {
			require.ErrorIs(t, err, wrapper.ErrProtocol, "the response says nothing of the %s download", kind)
			return
		}
		if has {
			want = keyed
		}
	}
	require.NoError(t, err)
	if got != nil {
		requireSameJSON(t, want, got)
	}
}

// A response that the document does not allow for an operation is an error of the wrapper, and never a zero value.
func TestWrapperRefusesMalformedResponses(t *testing.T) {
	const ok = `"success":true,"errors":[],"messages":[]`
	for name, body := range map[string]string{
		"success false":       `{"result":{},"success":false,"errors":[{"code":1000,"message":"m"}],"messages":[]}`,
		"no success":          `{"result":{},"errors":[],"messages":[]}`,
		"success text":        `{"result":{},"success":"true","errors":[],"messages":[]}`,
		"result null":         `{"result":null,` + ok + `}`,
		"no result":           `{` + ok + `}`,
		"result an array":     `{"result":[],` + ok + `}`,
		"percent as text":     `{"result":{"default":{"percentComplete":"75.5","status":"ready"},"audio":{"percentComplete":"75.5","status":"ready"}},` + ok + `}`,
		"key twice":           `{"result":{},"result":{},` + ok + `}`,
		"key in another case": `{"Result":{},` + ok + `}`,
		"data after the end":  `{"result":{},` + ok + `}{}`,
		"body null":           `null`,
		"HTML":                `<html></html>`,
	} {
		for _, op := range wrapped(t) {
			if len(checkResponse(t, newChecker(t), op.OperationID, 200, "application/json", body)) == 0 {
				continue // this operation may respond so
			}
			t.Run(name+" "+op.OperationID, func(t *testing.T) {
				result, err := op.call(t.Context(), wrapperClient(t, always(200, "application/json", body), credentials()[0]), video, wrapper.Audio)
				require.ErrorIs(t, err, wrapper.ErrProtocol)
				var failed *wrapper.Error
				require.ErrorAs(t, err, &failed)
				require.Equal(t, op.OperationID, failed.Op)
				require.Equal(t, 200, failed.StatusCode)
				require.Empty(t, result)
			})
		}
	}
}

// What a newer service may add is a finding of the check, and no trouble for the clients. It is there in the raw body of
// a response, and so are integers that a float would round, which the types keep as well.
func TestClientsTolerateWhatTheStrictCheckReports(t *testing.T) {
	for found, test := range map[string]struct{ status, percent, download, result, envelope string }{
		"enum at /result/default/status":             {status: "no-such-status"},
		"maximum at /result/default/percentComplete": {percent: "250"},
		"undeclared at /result/default/codec":        {download: `,"codec":{"name":"h264"}`},
		"undeclared at /result/no-such-type":         {result: `,"no-such-type":{"percentComplete":1,"status":"ready"}`},
		"undeclared at /result_info":                 {envelope: `,"result_info":{"page":1}`},
	} {
		t.Run(found, func(t *testing.T) {
			status, percent := cmp.Or(test.status, "inprogress"), cmp.Or(test.percent, "5")
			body := `{"success":true,"errors":[],"messages":[{"code":9007199254740993,"message":"m"}],"result":{"default":{"percentComplete":` +
				percent + `,"status":"` + status + `"` + test.download + `}` + test.result + `}` + test.envelope + `}`
			transport, exchanges := checked(t, always(200, "application/json", body))
			client := wrapperClient(t, transport, credentials()[0])
			listed, err := client.List(t.Context(), video)
			require.NoError(t, err)
			created, err := client.Create(t.Context(), video)
			require.NoError(t, err)
			raw, err := client.Generated().ListDownloadsWithResponse(t.Context(), account, video)
			require.NoError(t, err)
			require.Equal(t, body, string(raw.Body))
			require.Equal(t, 9007199254740993, raw.JSON200.Messages[0].Code)
			for _, got := range []wrapper.Download{*listed.Default, created, *raw.JSON200.Result.Default} {
				require.JSONEq(t, `{"percentComplete":`+percent+`,"status":"`+status+`"}`, marshal(t, got))
			}
			require.Len(t, *exchanges, 3)
			for _, exchange := range *exchanges {
				require.Len(t, exchange.Deviations, 1)
				require.Equal(t, found, exchange.Deviations[0].Rule+" at "+exchange.Deviations[0].Pointer)
			}
		})
	}
}

// A response of one mebibyte is read, by the check and by both clients, and one of a byte more is refused, whether its
// length is known beforehand or not.
func TestResponsesOfAMebibyteAreReadAndNoLargerOnes(t *testing.T) {
	const empty = `{"result":{},"success":true,"errors":[],"messages":[]}`
	for size, read := range map[int]bool{1 << 20: true, 1<<20 + 1: false} {
		for _, length := range []int64{int64(size), -1} {
			t.Run(fmt.Sprintf("%d bytes, length %d", size, length), func(t *testing.T) {
				transport, exchanges := checked(t, roundTripper(func(req *http.Request) (*http.Response, error) {
					resp := newResponse(req, 200, "application/json", empty+strings.Repeat(" ", size-len(empty)))
					resp.ContentLength = length
					return resp, nil
				}))
				_, err := generatedClient(t, transport).ListDownloadsWithResponse(t.Context(), account, video, credentials()[0].Editor())
				require.Equal(t, read, err == nil, "generated client: %v", err)
				_, err = wrapperClient(t, transport, credentials()[0]).List(t.Context(), video)
				require.Equal(t, read, err == nil, "wrapper: %v", err)
				require.Len(t, *exchanges, 2)
				for _, exchange := range *exchanges {
					require.Equal(t, read, len(exchange.Deviations) == 0, "check: %v", exchange.Deviations)
				}
			})
		}
	}
}
