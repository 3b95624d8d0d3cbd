package contract_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/wrapper"
)

// A response that the document does not allow for an operation is an error of the wrapper, and never a zero value.
func TestWrapperRefusesMalformedResponses(t *testing.T) {
	const ok = `"success":true,"errors":[],"messages":[]`
	for name, response := range map[string]struct {
		contentType, body string
	}{
		"success false":       {"application/json", `{"result":{},"success":false,"errors":[{"code":1000,"message":"m"}],"messages":[]}`},
		"no success":          {"application/json", `{"result":{},"errors":[],"messages":[]}`},
		"success text":        {"application/json", `{"result":{},"success":"true","errors":[],"messages":[]}`},
		"success null":        {"application/json", `{"result":{},"success":null,"errors":[],"messages":[]}`},
		"result null":         {"application/json", `{"result":null,` + ok + `}`},
		"no result":           {"application/json", `{` + ok + `}`},
		"result an array":     {"application/json", `{"result":[],` + ok + `}`},
		"result a number":     {"application/json", `{"result":7,` + ok + `}`},
		"body null":           {"application/json", `null`},
		"body an array":       {"application/json", `[]`},
		"empty":               {"application/json", ``},
		"HTML":                {"text/html", `<html></html>`},
		"HTML as JSON":        {"application/json", `<html></html>`},
		"JSON as HTML":        {"text/html", `{"result":{},` + ok + `}`},
		"truncated":           {"application/json", `{"result":{},"success":true`},
		"data after the end":  {"application/json", `{"result":{},` + ok + `}{}`},
		"key twice":           {"application/json", `{"result":{},"result":{},` + ok + `}`},
		"key in another case": {"application/json", `{"Result":{},` + ok + `}`},
		"percent as text":     {"application/json", `{"result":{"default":{"percentComplete":"75.5","status":"ready"},"audio":{"percentComplete":"75.5","status":"ready"}},` + ok + `}`},
		"percent a boolean":   {"application/json", `{"result":{"default":{"percentComplete":true,"status":"ready"},"audio":{"percentComplete":true,"status":"ready"}},` + ok + `}`},
	} {
		for _, op := range wrapped(t) {
			if len(checkResponse(t, newChecker(t), op.OperationID, 200, response.contentType, response.body)) == 0 {
				continue // this operation may respond so
			}
			t.Run(name+" "+op.OperationID, func(t *testing.T) {
				client := wrapperClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
					return newResponse(req, 200, response.contentType, response.body), nil
				}), credentials()[0])
				result, err := op.call(t.Context(), client, video, wrapper.Audio)
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

// Statuses are told apart by what callers do about them.
func TestWrapperTellsStatusesApart(t *testing.T) {
	sentinels := []error{wrapper.ErrUnauthorized, wrapper.ErrNotFound, wrapper.ErrRateLimited, wrapper.ErrProtocol, wrapper.ErrInvalid}
	for status, want := range map[int]error{
		201: wrapper.ErrProtocol, 204: wrapper.ErrProtocol, 302: wrapper.ErrProtocol, 401: wrapper.ErrUnauthorized,
		403: wrapper.ErrUnauthorized, 404: wrapper.ErrNotFound, 429: wrapper.ErrRateLimited, 400: nil, 409: nil, 500: nil, 502: nil,
	} {
		for _, op := range wrapped(t) {
			t.Run(http.StatusText(status)+" "+op.OperationID, func(t *testing.T) {
				client := wrapperClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
					if status < 400 {
						return newResponse(req, status, "application/json", `{"result":{},"success":true,"errors":[],"messages":[]}`), nil
					}
					return newResponse(req, status, "application/json", `{"result":null,"success":false,"errors":[{"code":1234,"message":"m"}],"messages":[]}`), nil
				}), credentials()[0])
				_, err := op.call(t.Context(), client, video, wrapper.Default)
				for _, sentinel := range sentinels {
					if errors.Is(want, sentinel) {
						require.ErrorIs(t, err, sentinel)
					} else {
						require.NotErrorIs(t, err, sentinel)
					}
				}
				var failed *wrapper.Error
				require.ErrorAs(t, err, &failed)
				require.Equal(t, status, failed.StatusCode)
				if status >= 400 {
					require.Equal(t, 1234, failed.Code)
				}
			})
		}
	}
}
