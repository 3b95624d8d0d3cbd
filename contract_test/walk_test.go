package contract_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
	"github.com/streamdl/streamdl-go/contract_test/internal/walk"
	"github.com/streamdl/streamdl-go/emulator"
)

func emulatorTarget(server *emulator.Server) walk.Target {
	return walk.Target{
		BaseURL: baseURL, Account: account, Video: video, Credentials: credentials(),
		Write: true, Transport: server.Transport(), Pause: 10 * time.Millisecond,
	}
}

// Everything that the document declares is seen on the emulator, and all of it is as declared.
func TestEveryDeclaredResponseIsSeenAndConforms(t *testing.T) {
	server := newEmulator(t)
	checker, doc := newChecker(t), loadDocument(t)
	report := walk.Run(t.Context(), doc, checker, emulatorTarget(server))

	require.NoError(t, server.Script("*:*:status=500"))
	client := generatedClient(t, checker.Transport(server.Transport(), func(e conformance.Exchange) { report.Observe(e, false) }))
	for _, op := range operations(t) {
		_, err := calls.Generated(t.Context(), client, op, calls.Each(op, identifiers())[0], nil, credentials()[0].Editor())
		require.NoError(t, err)
	}
	t.Log("\n" + report.String())
	require.Empty(t, report.Deviations(), "deviations from the document")
	require.Empty(t, report.Failures(), "calls that ended otherwise than they should")
	require.Empty(t, report.NotSeen(), "the document declares what no call of the walk led to: let the emulator send it, or extend contract_test/internal/walk")
}
