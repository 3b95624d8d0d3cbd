package emulator_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
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
	tests := map[string]struct {
		origin, remote string
		header         http.Header
		want           string
	}{
		"over TLS":                        {"https://here.test", "192.0.2.1:5", http.Header{}, "https://here.test"},
		"a port":                          {"http://here.test:81", "192.0.2.1:5", http.Header{}, "http://here.test:81"},
		"a proxy that adds TLS":           {"http://here.test", "127.0.0.1:5", http.Header{"X-Forwarded-Proto": {"https"}}, "https://here.test"},
		"a proxy with a name of its own":  {"http://here.test", "[::1]:5", http.Header{"X-Forwarded-Proto": {"HTTPS"}, "X-Forwarded-Host": {"front.test:8443"}}, "https://front.test:8443"},
		"several proxies":                 {"http://here.test", "127.0.0.1:5", http.Header{"X-Forwarded-Proto": {"https, http"}, "X-Forwarded-Host": {"front.test, inner.test"}}, "https://front.test"},
		"a proxy with a user for a host":  {"http://here.test", "127.0.0.1:5", http.Header{"X-Forwarded-Host": {"u:p@front.test"}}, "http://here.test"},
		"a proxy with a path for a host":  {"http://here.test", "127.0.0.1:5", http.Header{"X-Forwarded-Host": {"front.test/x?y#z"}}, "http://here.test"},
		"a proxy that says nothing":       {"http://here.test", "127.0.0.1:5", http.Header{}, "http://here.test"},
		"a proxy with an unknown scheme":  {"http://here.test", "127.0.0.1:5", http.Header{"X-Forwarded-Proto": {"gopher"}}, "http://here.test"},
		"somebody else, from the network": {"http://here.test", "192.0.2.1:5", http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"evil.test"}}, "http://here.test"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := inProcess(t, emulator.WithEncodeTime(0))
			request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, strings.Replace(c.downloads(emulator.DefaultVideo), "https://api.cloudflare.com", test.origin, 1), http.NoBody)
			request.RemoteAddr, request.Header = test.remote, test.header
			request.Header.Set("Authorization", "Bearer "+emulator.DefaultToken)
			recorder := httptest.NewRecorder()
			c.server.Handler().ServeHTTP(recorder, request)
			assert.Contains(t, recorder.Body.String(), `"url":"`+test.want+`/`+emulator.DefaultVideo+`/downloads/default.mp4"`)
			assert.Equal(t, test.want, c.server.Requests()[0].URL.Scheme+"://"+c.server.Requests()[0].URL.Host)
		})
	}
}

func TestAProxyInTheSameProcessIsBelieved(t *testing.T) {
	c := inProcess(t)
	c.auth.Set("X-Forwarded-Host", "front.test")
	c.list(emulator.DefaultVideo)
	assert.Equal(t, "front.test", c.server.Requests()[0].URL.Host)
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
