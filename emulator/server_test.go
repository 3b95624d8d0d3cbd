package emulator_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const realBaseURL = "https://api.cloudflare.com" + emulator.BasePath

// caller calls one emulator, by whatever way there is to it.
type caller struct {
	t      *testing.T
	server *emulator.Server
	client *http.Client
	base   string
	auth   http.Header
}

// ways are the ways to an emulator.
var ways = map[string]func(*testing.T, ...emulator.Option) *caller{"in process": inProcess, "over sockets": overSockets}

// inProcess starts nothing: requests go to the emulator without a port.
func inProcess(t *testing.T, options ...emulator.Option) *caller {
	t.Helper()
	server := newServer(t, options...)
	return &caller{t, server, &http.Client{Transport: server.Transport()}, realBaseURL, bearer(emulator.DefaultToken)}
}

// overSockets starts a server on a port.
func overSockets(t *testing.T, options ...emulator.Option) *caller {
	t.Helper()
	server := newServer(t, options...)
	base, err := server.Start()
	require.NoError(t, err)
	// On a kept connection net/http itself would repeat what met a fault.
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &caller{t, server, &http.Client{Transport: transport}, base, bearer(emulator.DefaultToken)}
}

func newServer(t *testing.T, options ...emulator.Option) *emulator.Server {
	t.Helper()
	server, err := emulator.New(options...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	return server
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

// result is a response that was read to its end.
type result struct {
	*http.Response
	body []byte
	err  error // of reading the body
}

func (c *caller) do(method, url string, header http.Header, body string) result {
	c.t.Helper()
	a, err := c.try(method, url, header, body)
	require.NoError(c.t, err)
	require.NoError(c.t, a.err)
	return a
}

func (c *caller) try(method, url string, header http.Header, body string) (result, error) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, url, strings.NewReader(body))
	require.NoError(c.t, err)
	if body == "" {
		request.Body, request.GetBody, request.ContentLength = http.NoBody, nil, 0
	}
	request.Header = header.Clone()
	response, err := c.client.Do(request)
	if err != nil {
		return result{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return result{response, content, err}, nil
}

// begin gets a file as far as the header of the response.
func (c *caller) begin(ctx context.Context, url string) (*http.Response, error) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	require.NoError(c.t, err)
	return c.client.Do(request)
}

// api calls the downloads of a video, such as "POST" with the suffix "/audio".
func (c *caller) api(method, video, suffix string) result {
	c.t.Helper()
	return c.do(method, c.downloads(video)+suffix, c.auth, "")
}

func (c *caller) downloads(video string) string {
	return c.base + "/accounts/" + emulator.DefaultAccount + "/stream/" + video + "/downloads"
}

// fileURL is where a file is, whether or not it was asked for.
func (c *caller) fileURL(video, name string) string {
	host := "https://customer-m033z5x00ks6nunl.cloudflarestream.com"
	if c.base != realBaseURL {
		host = strings.TrimSuffix(c.base, emulator.BasePath)
	}
	return host + "/" + video + "/downloads/" + name
}

// list returns the downloads of a video.
func (c *caller) list(video string) gen.Downloads {
	c.t.Helper()
	return envelope[gen.DownloadsEnvelope](c.t, c.api(http.MethodGet, video, "")).Result
}

// envelope decodes the response to a call that succeeded.
func envelope[T any](t *testing.T, a result) (decoded T) {
	t.Helper()
	require.Equal(t, http.StatusOK, a.StatusCode, "%s", a.body)
	require.NoError(t, json.Unmarshal(a.body, &decoded))
	return decoded
}

func (c *caller) fetch(url string) result {
	c.t.Helper()
	return c.do(http.MethodGet, url, http.Header{}, "")
}

func TestAnHourPassesAtOnce(t *testing.T) { anHourPassesAtOnce(t) }
