package contract_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/internal/exercise"
	"github.com/streamdl/streamdl-go/wrapper"
)

// recordedReply is a reply that somebody saw, or, if Recorded says never, that was made up after one.
type recordedReply struct {
	Source, Recorded, Changed string
	Operation                 string
	Status                    int
	ContentType, Body         string
	Deviations                []string        // what the check finds in it, reviewed
	Wrapper                   json.RawMessage // what the wrapper makes of it, reviewed: a result, or the codes of an error
}

func recordedReplies(t *testing.T) map[string]recordedReply {
	t.Helper()
	is := expect(t)
	files, err := filepath.Glob("testdata/recorded/*.json")
	is.NoError(err)
	is.NotEmpty(files)
	all := map[string]recordedReply{}
	for _, file := range files {
		text, err := os.ReadFile(file) //nolint:gosec // of the test data
		is.NoError(err)
		var recorded recordedReply
		is.NoError(json.Unmarshal(text, &recorded))
		all[filepath.Base(file)] = recorded
	}
	return all
}

// Replies from the wild are judged as they were when they were reviewed, and tell where they come from.
func TestRecordedRepliesReplay(t *testing.T) {
	checker := newChecker(t)
	for name, recorded := range recordedReplies(t) {
		t.Run(name, func(t *testing.T) {
			is := expect(t)
			is.NotEmpty(recorded.Source)
			is.NotEmpty(recorded.Recorded)
			is.NotEmpty(recorded.Changed)
			found := []string{}
			for _, d := range judgeReply(t, checker, recorded.Operation, recorded.Status, recorded.ContentType, recorded.Body) {
				found = append(found, d.Rule+" at "+d.Pointer)
			}
			is.Equal(recorded.Deviations, found)
		})
	}
}

// Whatever they deviate in, the wrapper makes of them what they mean: a result, or an error with its status.
func TestWrapperReadsRecordedReplies(t *testing.T) {
	for name, recorded := range recordedReplies(t) {
		t.Run(name, func(t *testing.T) {
			is := expect(t)
			client := wrapperClient(t, roundTripper(func(req *http.Request) (*http.Response, error) {
				return response(req, recorded.Status, recorded.ContentType, recorded.Body), nil
			}), credentials()[0])
			result, err := exercise.WrapperMethods()[recorded.Operation](t.Context(), client, video, wrapper.Default)
			if err == nil {
				is.JSONEq(string(recorded.Wrapper), marshal(t, map[string]any{"result": result}))
				return
			}
			var failed *wrapper.Error
			is.ErrorAs(err, &failed)
			is.Equal(recorded.Status, failed.StatusCode)
			is.JSONEq(string(recorded.Wrapper), marshal(t, map[string]any{"code": failed.Code, "errors": failed.Errors}))
		})
	}
}

// A recorded reply that deviates says so at its place, also through the transport.
func TestRecordedDeviationsAreReportedOnTheWire(t *testing.T) {
	for name, recorded := range recordedReplies(t) {
		if recorded.Operation != "listDownloads" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			is := expect(t)
			var exchange conformance.Exchange
			transport := newChecker(t).Transport(roundTripper(func(req *http.Request) (*http.Response, error) {
				return response(req, recorded.Status, recorded.ContentType, recorded.Body), nil
			}), func(e conformance.Exchange) { exchange = e })
			_, _ = wrapperClient(t, transport, credentials()[0]).List(t.Context(), video)
			is.Len(exchange.Deviations, len(recorded.Deviations))
			is.Equal(recorded.Status, exchange.Status)
		})
	}
}
