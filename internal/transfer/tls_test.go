package transfer_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func secure(t *testing.T, handler http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestOverTLS(t *testing.T) {
	o, path := newOrigin(t, media(size, 1)), target(t)
	server := secure(t, o)
	options := ranged()
	options.AllowHTTP, options.Client = false, server.Client()
	result, err := transfer.ToFile(t.Context(), server.URL+"/x", path, options)
	require.NoError(t, err)
	requireWhole(t, path, result, o.object.data)
}

func TestWithoutTLSNothingIsSent(t *testing.T) {
	o := newOrigin(t, media(size, 1))
	options := single()
	options.AllowHTTP = false
	_, err := transfer.ToFile(t.Context(), o.file(), target(t), o.reach(options))
	require.ErrorIs(t, err, transfer.ErrInsecure)
	require.ErrorIs(t, err, transfer.ErrInvalid)
	require.Empty(t, o.asked())
	requireSecretsKept(t, err)
}

func TestRedirectFromTLSToPlainHTTPIsRefused(t *testing.T) {
	for name, allow := range map[string]bool{"": false, "even where http is allowed": true} {
		t.Run(name, func(t *testing.T) {
			plain := httptest.NewServer(newOrigin(t, media(size, 1)))
			defer plain.Close()
			server := secure(t, http.RedirectHandler(plain.URL, http.StatusFound))
			options := single()
			options.AllowHTTP, options.Client = allow, server.Client()
			_, err := transfer.ToFile(t.Context(), server.URL+"/secret-token", target(t), options)
			require.ErrorIs(t, err, transfer.ErrInsecure)
			requireSecretsKept(t, err)
		})
	}
}

// What cannot get better is not tried again.
func TestHopelessConnectionIsTriedOnce(t *testing.T) {
	plain := httptest.NewServer(newOrigin(t, media(size, 1)))
	defer plain.Close()
	_, err := transfer.ToFile(t.Context(), "https"+plain.URL[len("http"):]+"/secret-token/default.mp4", target(t), single())
	require.ErrorContains(t, err, "HTTP response to HTTPS client")
	require.NotContains(t, err.Error(), "gave up")
	requireSecretsKept(t, err)
}
