package wrapper_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	account = "023e105f4ecef8ad9ca31a8372d0c353"
	video   = "ea95132c15732412d22c1476fa83f27a"

	listBody = `{"result":{"audio":{"status":"ready","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/audio.m4a","percentComplete":100},"default":{"status":"inprogress","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4","percentComplete":75.5}},"success":true,"errors":[],"messages":[]}`
)

// simulate runs a subtest in simulated time.
func simulate(t *testing.T, name string, test func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctesting.Test(t, test) })
}

// ready is a download that could be fetched.
var ready = wrapper.Download{Status: wrapper.Ready, PercentComplete: 100, URL: "https://files.example/" + video + "/downloads/default.mp4"}

// once turns retries off.
var once = wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1})

// roundTrip is a transport made of a function.
type roundTrip func(req *http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// canned answers every request with the same response, without a network.
func canned(status int, body string, header http.Header) roundTrip {
	return func(req *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}, nil
	}
}

// recorder notes the requests to a transport.
type recorder struct {
	http.RoundTripper
	sent []*http.Request
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.sent = append(r.sent, req)
	return r.RoundTripper.RoundTrip(req)
}

// recording notes the requests for a list, and answers them.
func recording() *recorder {
	return &recorder{RoundTripper: canned(200, listBody, http.Header{"Content-Type": {"application/json"}})}
}

// newClient returns a client whose requests end in a transport.
func newClient(t testing.TB, transport http.RoundTripper, opts ...wrapper.Option) *wrapper.Client {
	t.Helper()
	return newClientWith(t, wrapper.WithAPIToken(emulator.DefaultToken), transport, opts...)
}

func newClientWith(t testing.TB, credential wrapper.Option, transport http.RoundTripper, opts ...wrapper.Option) *wrapper.Client {
	t.Helper()
	client, err := wrapper.New(append([]wrapper.Option{credential, wrapper.WithAccountID(account), wrapper.WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
	require.NoError(t, err)
	return client
}

// unsendable returns a client that nothing may be sent with.
func unsendable(t testing.TB) *wrapper.Client {
	return newClient(t, roundTrip(func(req *http.Request) (*http.Response, error) {
		t.Errorf("%s %s was sent", req.Method, req.URL)
		return canned(400, "", nil)(req)
	}))
}

// answering returns a client to whose every request the same is answered.
func answering(t testing.TB, status int, contentType, body string) *wrapper.Client {
	t.Helper()
	return newClient(t, canned(status, body, http.Header{"Content-Type": {contentType}, "Cf-Ray": {"8b6c3d4e5f6a7b8c-FRA"}}), once)
}

// newPair returns an emulator and a client that talks to it in process, so that virtual time applies to both.
func newPair(t testing.TB, options []emulator.Option, opts ...wrapper.Option) (*emulator.Server, *wrapper.Client) {
	t.Helper()
	server, err := emulator.New(options...)
	require.NoError(t, err)
	return server, newClient(t, server.Transport(), opts...)
}

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
