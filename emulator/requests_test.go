package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
)

func TestRequestsAreRecordedAsTheyCame(t *testing.T) {
	c := inProcess(t, emulator.WithFaults("createDownload:1:reset"))
	url := c.downloads(emulator.DefaultVideo) + "?a=%20b"
	_, err := c.try(http.MethodPost, url, c.auth, `{"id":"default"}`)
	require.Error(t, err)
	c.api(http.MethodDelete, emulator.DefaultVideo, "/audio")
	c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4"))
	c.do(http.MethodGet, c.base+"/nowhere", c.auth, "")

	seen := c.server.Requests()
	require.Len(t, seen, 4)
	assert.Equal(t, http.MethodPost, seen[0].Method)
	assert.Equal(t, url, seen[0].URL.String())
	assert.Equal(t, "Bearer "+emulator.DefaultToken, seen[0].Header.Get("Authorization"))
	assert.Equal(t, `{"id":"default"}`, string(seen[0].Body))
	assert.Equal(t, []emulator.Operation{emulator.CreateDownload, emulator.DeleteDownloadOfType, emulator.Media, ""},
		[]emulator.Operation{seen[0].Operation, seen[1].Operation, seen[2].Operation, seen[3].Operation})
	assert.Equal(t, seen[1:3], c.server.Requests(emulator.Media, emulator.DeleteDownloadOfType))
	assert.Empty(t, c.server.Requests(emulator.ListDownloads))
}

func TestTheRecordIsBounded(t *testing.T) {
	send := func(server *emulator.Server, header http.Header, body string) {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, emulator.BasePath, strings.NewReader(body))
		request.Header = header
		server.Handler().ServeHTTP(httptest.NewRecorder(), request)
	}
	t.Run("in number", func(t *testing.T) {
		server := newServer(t)
		for range 10_001 {
			send(server, http.Header{}, "")
		}
		assert.Len(t, server.Requests(), 10_000)
	})
	t.Run("in bytes", func(t *testing.T) {
		server := newServer(t)
		for range 300 {
			send(server, http.Header{"X-Large": {strings.Repeat("x", 700<<10)}}, "")
		}
		assert.LessOrEqual(t, len(server.Requests()), 32<<20/(700<<10))
		assert.Greater(t, len(server.Requests()), 30<<20/(700<<10))
	})
	t.Run("in the body of each", func(t *testing.T) {
		server := newServer(t)
		send(server, http.Header{}, strings.Repeat("x", 100<<10))
		assert.Len(t, server.Requests()[0].Body, 64<<10)
	})
}

func TestManyMayCallAtOnce(t *testing.T) {
	c := overSockets(t, emulator.WithEncodeTime(0), emulator.WithFaults("media:*/7:replace", "*:*/11:status=503"))
	var callers sync.WaitGroup
	for n := range 8 {
		callers.Go(func() {
			for range 20 {
				suffix := []string{"", "/audio"}[n%2]
				c.api(http.MethodPost, emulator.DefaultVideo, suffix)
				c.fetch(c.fileURL(emulator.DefaultVideo, "default.mp4"))
				c.api(http.MethodGet, emulator.DefaultVideo, "")
				c.api(http.MethodDelete, emulator.DefaultVideo, suffix)
				assert.NoError(t, c.server.Script("listDownloads:1:percent=101"))
				c.server.Requests(emulator.Media)
				assert.NoError(t, c.server.Replace(emulator.DefaultVideo, gen.DownloadTypeAudio, emulator.Synthetic(100, 1)))
				c.server.ClearFaults()
			}
		})
	}
	callers.Wait()
	assert.Len(t, c.server.Requests(), 8*20*4)
}
