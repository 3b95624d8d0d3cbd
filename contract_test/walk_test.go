package contract_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/exercise"
)

func emulatorTarget(server *emulator.Server) exercise.Target {
	return exercise.Target{
		BaseURL: baseURL, Account: account, Video: video, Credentials: credentials(),
		Write: true, Transport: server.Transport(), Pause: 10 * time.Millisecond,
	}
}

// Everything that the document declares is seen on the emulator, and all of it is as declared.
func TestEveryDeclaredReplyIsSeenAndConforms(t *testing.T) {
	is := expect(t)
	server := newEmulator(t)
	checker, doc := newChecker(t), loadDocument(t)
	report := exercise.Walk(t.Context(), doc, checker, emulatorTarget(server))

	server.Inject(emulator.Fault{Operation: emulator.AnyOperation, Wrap: internalError})
	client := generatedClient(t, checker.Transport(server.Transport(), func(e conformance.Exchange) { report.Observe(e, false) }))
	for _, op := range operations(t) {
		_, err := exercise.Generated(t.Context(), client, op, exercise.Arguments(op, identifiers())[0], nil, credentials()[0].Editor())
		is.NoError(err)
	}
	t.Log("\n" + report.String())
	is.Empty(report.Deviations(), "deviations from the document")
	is.Empty(report.Failures(), "calls that ended otherwise than they should")
	is.Empty(report.NotExercised(), "the document declares what nothing exercised: extend the walk or the emulator")
}

func internalError(http.Handler) http.Handler {
	return replying(http.StatusInternalServerError, `{"result":null,"success":false,"errors":[{"code":1000,"message":"Internal error"}],"messages":[]}`)
}
