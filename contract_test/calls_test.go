package contract_test

import (
	"cmp"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/emulator"
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

// An operation called through the generated client sends what the document accepts, and reads the example back
// value for value.
func TestGeneratedClientReadsEveryExample(t *testing.T) {
	for _, op := range operations(t) {
		forEachExample(t, op, func(t *testing.T, declared document.Response, example document.Example, arguments calls.Arguments) {
			for _, credential := range credentials() {
				transport, exchanges := checked(t, exampleServer(t, declared, example))
				response, err := calls.Generated(t.Context(), generatedClient(t, transport), op, arguments, nil, credential.Editor())
				require.NoError(t, err)
				require.Equal(t, declared.StatusCode(), response.HTTP.StatusCode)
				if _, both := response.Value.(*gen.CreateDownloadEnvelope); !both { // which reads two shapes, and writes neither
					requireSameJSON(t, example.Value, response.Value)
				}
				require.Len(t, *exchanges, 1)
				requireDeclared(t, op, *exchanges)
			}
		})
	}
}

// The same through the wrapper: a success is the result of the example, a failure an error with its messages.
func TestWrapperReadsEveryExample(t *testing.T) {
	for _, op := range wrapped(t) {
		forEachExample(t, op.Operation, func(t *testing.T, declared document.Response, example document.Example, arguments calls.Arguments) {
			for _, credential := range credentials() {
				transport, exchanges := checked(t, exampleServer(t, declared, example))
				kind := gen.DownloadType(arguments.Text("download_type"))
				got, err := op.call(t.Context(), wrapperClient(t, transport, credential), video, kind)
				if declared.StatusCode() >= 400 {
					checkFailure(t, declared, example, err)
				} else {
					checkResult(t, example, cmp.Or(kind, wrapper.Default), got, err)
				}
				requireDeclared(t, op.Operation, *exchanges)
			}
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

// The wrapper adds a credential, what it accepts, and its name to what the generated client sends. Other bytes on the
// wire are the same, but for a query or a body that carry what callers choose.
func TestWrapperAndGeneratedClientSendTheSame(t *testing.T) {
	for _, op := range wrapped(t) {
		for _, arguments := range calls.OfPath(op.Operation, identifiers()) {
			t.Run(op.OperationID+" "+arguments.Text("download_type"), func(t *testing.T) {
				var sent, added []string
				recording := roundTripper(func(req *http.Request) (*http.Response, error) {
					if carriesChoices(op.Operation) {
						req.URL.RawQuery, req.Body, req.ContentLength = "", nil, 0
						req.Header.Del("Content-Type")
					}
					same, other := onTheWire(t, req)
					sent, added = append(sent, same), append(added, other)
					return nil, errNotSent
				})
				_, err := calls.Generated(t.Context(), generatedClient(t, recording), op.Operation, arguments, nil)
				require.ErrorIs(t, err, errNotSent)
				_, err = op.call(t.Context(), wrapperClient(t, recording, credentials()[0]), video, gen.DownloadType(arguments.Text("download_type")))
				require.ErrorIs(t, err, errNotSent)
				require.Len(t, sent, 2)
				require.Equal(t, sent[0], sent[1])
				require.NotContains(t, sent[0], "Content-Type", "there is no body to have a type")
				require.Equal(t, "User-Agent: Go-http-client/1.1", added[0])
				require.Equal(t, "User-Agent: streamdl-go/"+wrapper.Version+"\r\nAccept: application/json\r\nAuthorization: Bearer "+emulator.DefaultToken, added[1])
			})
		}
	}
}

// carriesChoices reports whether an operation has a query, or a body with properties.
func carriesChoices(op document.Operation) bool {
	if op.RequestBody != nil {
		for _, media := range op.RequestBody.Value.Content {
			if media.Schema != nil && len(media.Schema.Value.Properties) > 0 {
				return true
			}
		}
	}
	return len(op.QueryParameters()) > 0
}

// onTheWire writes a request as net/http sends it, apart from the headers in which the clients differ.
func onTheWire(t *testing.T, req *http.Request) (same, differs string) {
	t.Helper()
	dump, err := httputil.DumpRequestOut(req, true)
	require.NoError(t, err)
	head, body, ended := strings.Cut(string(dump), "\r\n\r\n")
	require.True(t, ended)
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
