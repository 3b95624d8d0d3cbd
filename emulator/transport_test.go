package emulator_test

import (
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

func TestATransportEndsWithItsContext(t *testing.T) {
	for _, fault := range []string{"media:1:hang", "media:1:delay=1h"} {
		synctesting.Test(t, func(t *testing.T) {
			c := ready(t, []string{emulator.DefaultVideo}, emulator.WithFaults(fault))
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err := c.begin(ctx, c.fileURL(emulator.DefaultVideo, "default.mp4")) //nolint:bodyclose // there is none
			require.ErrorIs(t, err, context.DeadlineExceeded)
		})
	}
}

func TestClosingABodyEndsTheExchange(t *testing.T) {
	for _, fault := range []string{"media:1:extra=1024TiB", "media:1:stall=1KiB", "media:1:rate=1KiB"} {
		synctesting.Test(t, func(t *testing.T) { // which fails when a goroutine is left
			c := ready(t, []string{emulator.DefaultVideo}, emulator.WithFaults(fault))
			// The context of the test would end it as well.
			response, err := c.begin(context.Background(), c.fileURL(emulator.DefaultVideo, "default.mp4"))
			require.NoError(t, err)
			_, err = io.ReadFull(response.Body, make([]byte, 1<<10))
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
		})
	}
}

func TestATransportFollowsRedirectsThroughAClient(t *testing.T) {
	c := ready(t, []string{emulator.DefaultVideo}, emulator.WithFaults("media:1:redirect=//other.example", "media:3-:redirect=."))
	url := c.fileURL(emulator.DefaultVideo, "default.mp4")
	assert.Len(t, c.fetch(url).body, 8879)
	_, err := c.try(http.MethodGet, url, http.Header{}, "")
	require.ErrorContains(t, err, "stopped after 10 redirects")
}

func TestTheURLOfAFileLeadsBackTheWayTheCallCame(t *testing.T) {
	const path = "/" + emulator.DefaultVideo + "/downloads/default.mp4"
	server := newServer(t, emulator.WithEncodeTime(0))
	secure := httptest.NewTLSServer(server.Handler())
	defer secure.Close()
	trusting := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}}
	defer trusting.CloseIdleConnections()
	plain, err := server.Start()
	require.NoError(t, err)
	direct := &http.Transport{}
	defer direct.CloseIdleConnections()
	plainOrigin := plain[:len(plain)-len(emulator.BasePath)]

	tests := map[string]struct {
		transport http.RoundTripper
		origin    string
		forwarded string
		want      string
	}{
		"the real API, in process": {server.Transport(), "https://api.cloudflare.com", "", "https://customer-m033z5x00ks6nunl.cloudflarestream.com"},
		"a host, in process":       {server.Transport(), "http://stream.test:81", "", "http://stream.test:81"},
		"a proxy, in process":      {server.Transport(), "http://stream.test:81", "https", "https://stream.test:81"},
		"over sockets":             {direct, plainOrigin, "", plainOrigin},
		"over TLS":                 {trusting, secure.URL, "", secure.URL},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := &caller{t, server, &http.Client{Transport: test.transport}, test.origin + emulator.BasePath, bearer(emulator.DefaultToken)}
			c.auth.Set("X-Forwarded-Proto", test.forwarded)
			c.api(http.MethodPost, emulator.DefaultVideo, "")
			url := c.list(emulator.DefaultVideo).Default.URL
			assert.Equal(t, test.want+path, url)
			assert.Len(t, c.fetch(url).body, 8879)
		})
	}
}

func TestAProxyOnTheSameMachineIsBelieved(t *testing.T) {
	tests := map[string]struct {
		remote string
		header http.Header
		want   string
	}{
		"a proxy that adds TLS":           {"127.0.0.1:5", http.Header{"X-Forwarded-Proto": {"https"}}, "https://here.test"},
		"a proxy with a name of its own":  {"[::1]:5", http.Header{"X-Forwarded-Proto": {"HTTPS"}, "X-Forwarded-Host": {"front.test:8443"}}, "https://front.test:8443"},
		"several proxies":                 {"127.0.0.1:5", http.Header{"X-Forwarded-Proto": {"https, http"}, "X-Forwarded-Host": {"front.test, inner.test"}}, "https://front.test"},
		"a proxy with a user for a host":  {"127.0.0.1:5", http.Header{"X-Forwarded-Host": {"u:p@front.test"}}, "http://here.test"},
		"a proxy with a path for a host":  {"127.0.0.1:5", http.Header{"X-Forwarded-Host": {"front.test/x?y#z"}}, "http://here.test"},
		"a proxy that says nothing":       {"127.0.0.1:5", http.Header{}, "http://here.test"},
		"a proxy with an unknown scheme":  {"127.0.0.1:5", http.Header{"X-Forwarded-Proto": {"gopher"}}, "http://here.test"},
		"somebody else, from the network": {"192.0.2.1:5", http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"evil.test"}}, "http://here.test"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, emulator.WithEncodeTime(0))
			request := httptest.NewRequest(http.MethodPost, emulator.BasePath+"/accounts/"+emulator.DefaultAccount+"/stream/"+emulator.DefaultVideo+"/downloads", http.NoBody)
			request.Host, request.RemoteAddr, request.Header = "here.test", test.remote, test.header
			request.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
			recorder := httptest.NewRecorder()
			server.Handler().ServeHTTP(recorder, request)
			assert.Contains(t, recorder.Body.String(), `"url":"`+test.want+`/`+emulator.DefaultVideo+`/downloads/default.mp4"`)
			assert.Equal(t, test.want, server.Requests()[0].URL.Scheme+"://"+server.Requests()[0].URL.Host)
		})
	}
}

func TestClosingAServerBreaksItsConnections(t *testing.T) {
	c := overSockets(t, emulator.WithEncodeTime(0), emulator.WithContent(someVideo, gen.DownloadTypeDefault, emulator.Synthetic(1<<40, 1)))
	c.api(http.MethodPost, someVideo, "")
	response, err := c.begin(t.Context(), c.fileURL(someVideo, "default.mp4"))
	require.NoError(t, err)
	defer response.Body.Close()
	require.NoError(t, c.server.Close())
	_, err = io.Copy(io.Discard, response.Body)
	require.Error(t, err)
	require.NoError(t, c.server.Close(), "closed before")
}

func TestWhatListensOnAllAddressesIsCalledOnLoopback(t *testing.T) {
	c := overSockets(t)
	for _, address := range []string{":0", "0.0.0.0:0", "[::]:0"} {
		base, err := c.server.Listen(address)
		require.NoError(t, err)
		require.Regexp(t, `^http://127\.0\.0\.1:[1-9][0-9]*/client/v4$`, base)
		assert.NotEmpty(t, c.fetch(base).Header.Get("Cf-Ray"))
	}
}

func TestAnAddressThatIsTakenIsAnError(t *testing.T) {
	c := overSockets(t)
	_, err := c.server.Listen(c.base[len("http://") : len(c.base)-len(emulator.BasePath)])
	require.ErrorContains(t, err, "address already in use")
}
