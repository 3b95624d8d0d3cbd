package wrapper_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// overSockets returns a client of an emulator that listens on a port of this host.
func overSockets(t testing.TB, faults []string, opts ...wrapper.Option) *wrapper.Client {
	t.Helper()
	server, err := emulator.New(emulator.WithFaults(faults...))
	require.NoError(t, err)
	base, err := server.Start()
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		require.NoError(t, server.Close())
	})
	return newClient(t, transport, append([]wrapper.Option{wrapper.WithBaseURL(base)}, opts...)...)
}
