package contract_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/streamdl/streamdl-go/internal/exercise"
	"github.com/streamdl/streamdl-go/wrapper"
)

// A reply that is no valid answer is an error of the wrapper, for every operation, and never a zero value.
func TestWrapperRefusesWhatIsNoAnswer(t *testing.T) {
	const ok = `"success":true,"errors":[],"messages":[]`
	for name, reply := range map[string]struct {
		contentType, body string
	}{
		"success false":      {"application/json", `{"result":{},"success":false,"errors":[{"code":1000,"message":"m"}],"messages":[]}`},
		"no success":         {"application/json", `{"result":{},"errors":[],"messages":[]}`},
		"success text":       {"application/json", `{"result":{},"success":"true","errors":[],"messages":[]}`},
		"success null":       {"application/json", `{"result":{},"success":null,"errors":[],"messages":[]}`},
		"result null":        {"application/json", `{"result":null,` + ok + `}`},
		"no result":          {"application/json", `{` + ok + `}`},
		"result an array":    {"application/json", `{"result":[],` + ok + `}`},
		"result a number":    {"application/json", `{"result":7,` + ok + `}`},
		"body null":          {"application/json", `null`},
		"body an array":      {"application/json", `[]`},
		"empty":              {"application/json", ``},
		"HTML":               {"text/html", `<html></html>`},
		"HTML as JSON":       {"application/json", `<html></html>`},
		"JSON as HTML":       {"text/html", `{"result":{},` + ok + `}`},
		"truncated":          {"application/json", `{"result":{},"success":true`},
		"data after the end": {"application/json", `{"result":{},` + ok + `}{}`},
		"key twice":          {"application/json", `{"result":{},"result":{},` + ok + `}`},
		"key in two cases":   {"application/json", `{"result":{},"Result":{},` + ok + `}`},
		"percent a boolean":  {"application/json", `{"result":{"default":{"percentComplete":true,"status":"ready"},"audio":{"percentComplete":true,"status":"ready"}},` + ok + `}`},
	} {
		for operation, call := range exercise.WrapperMethods() {
			t.Run(name+" "+operation, func(t *testing.T) {
				is := expect(t)
				client := wrapperClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
					return response(req, 200, reply.contentType, reply.body), nil
				}), credentials()[0])
				result, err := call(t.Context(), client, video, wrapper.Audio)
				is.ErrorIs(err, wrapper.ErrProtocol)
				var failed *wrapper.Error
				is.ErrorAs(err, &failed)
				is.Equal(operation, failed.Op)
				is.Equal(200, failed.StatusCode)
				is.Empty(result)
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
		for operation, call := range exercise.WrapperMethods() {
			t.Run(http.StatusText(status)+" "+operation, func(t *testing.T) {
				is := expect(t)
				client := wrapperClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
					if status < 400 {
						return response(req, status, "application/json", `{"result":{},"success":true,"errors":[],"messages":[]}`), nil
					}
					return response(req, status, "application/json", `{"result":null,"success":false,"errors":[{"code":1234,"message":"m"}],"messages":[]}`), nil
				}), credentials()[0])
				_, err := call(t.Context(), client, video, wrapper.Default)
				for _, sentinel := range sentinels {
					if errors.Is(want, sentinel) {
						is.ErrorIs(err, sentinel)
					} else {
						is.NotErrorIs(err, sentinel)
					}
				}
				var failed *wrapper.Error
				is.ErrorAs(err, &failed)
				is.Equal(status, failed.StatusCode)
				if status >= 400 {
					is.Equal(1234, failed.Code)
				}
			})
		}
	}
}
