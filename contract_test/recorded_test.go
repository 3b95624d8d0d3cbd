package contract_test

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/wrapper"
)

// recordedResponse is a response that somebody saw, or, if Recorded says never, that was made up after one.
type recordedResponse struct {
	Source, Recorded, Changed string
	Operation                 string
	Status                    int
	ContentType, Body         string
	Deviations                []string        // what the check finds in it, reviewed
	Wrapper                   json.RawMessage // what the wrapper makes of it, reviewed: a result, the codes of an error, or that the contract is broken
}

func recordedResponses(t *testing.T) map[string]recordedResponse {
	t.Helper()
	files, err := filepath.Glob("testdata/recorded/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string]recordedResponse{}
	for _, file := range files {
		all[filepath.Base(file)] = read[recordedResponse](t, file)
	}
	return all
}

// Recorded responses deviate in what was found when they were reviewed, and say where they come from.
func TestRecordedResponsesReplay(t *testing.T) {
	checker := newChecker(t)
	for name, recorded := range recordedResponses(t) {
		t.Run(name, func(t *testing.T) {
			require.NotEmpty(t, recorded.Source)
			require.NotEmpty(t, recorded.Recorded)
			require.NotEmpty(t, recorded.Changed)
			found := []string{}
			for _, d := range checkResponse(t, checker, recorded.Operation, recorded.Status, recorded.ContentType, recorded.Body) {
				found = append(found, d.Rule+" at "+d.Pointer)
			}
			require.Equal(t, recorded.Deviations, found)
		})
	}
}

// Whatever they deviate in, the wrapper makes of them what they mean: a result, or an error.
func TestWrapperReadsRecordedResponses(t *testing.T) {
	for name, recorded := range recordedResponses(t) {
		t.Run(name, func(t *testing.T) {
			client := wrapperClient(t, always(recorded.Status, recorded.ContentType, recorded.Body), credentials()[0])
			result, err := calls.Wrapper[recorded.Operation](t.Context(), client, video, wrapper.Default)
			if err == nil {
				require.JSONEq(t, string(recorded.Wrapper), marshal(t, map[string]any{"result": result}))
				return
			}
			var failed *wrapper.Error
			require.ErrorAs(t, err, &failed)
			require.Equal(t, recorded.Status, failed.StatusCode)
			got := map[string]any{"code": failed.Code, "errors": failed.Errors}
			if errors.Is(err, wrapper.ErrProtocol) {
				got = map[string]any{"protocol": true}
			}
			require.JSONEq(t, string(recorded.Wrapper), marshal(t, got))
		})
	}
}
