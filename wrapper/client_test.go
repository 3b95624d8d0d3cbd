package wrapper_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// newPair returns an emulator and a client that talks to it in process, so that virtual time applies to both.
func newPair(t testing.TB, options []emulator.Option, opts ...wrapper.Option) (*emulator.Server, *wrapper.Client) {
	t.Helper()
	server, err := emulator.New(options...)
	require.NoError(t, err)
	return newPairOf(t, server, opts...)
}

// newPairOf returns another client of an emulator.
func newPairOf(t testing.TB, server *emulator.Server, opts ...wrapper.Option) (*emulator.Server, *wrapper.Client) {
	t.Helper()
	client, err := wrapper.New(append([]wrapper.Option{
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithHTTPClient(&http.Client{Transport: server.Transport()}),
	}, opts...)...)
	require.NoError(t, err)
	return server, client
}
