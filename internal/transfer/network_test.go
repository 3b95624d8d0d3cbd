package transfer_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/synctesting"
)

// simulate runs a subtest under a simulated clock, so that no pause, stall or deadline takes time.
func simulate(t *testing.T, name string, test func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctesting.Test(t, test) })
}

// simulated runs a test under a simulated clock.
func simulated(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctesting.Test(t, test)
}

// connect serves handler in memory, which a simulated clock needs, and returns a client that reaches it under every name.
func connect(t testing.TB, handler http.Handler) *http.Client {
	t.Helper()
	open, stop := context.WithCancel(context.Background())
	listener := &memoryListener{make(chan net.Conn), open, stop}
	config := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)} //nolint:gosec // nothing slow comes here
	server := &httptest.Server{Listener: listener, Config: config}
	server.Start()
	t.Cleanup(server.Close)
	transport := &http.Transport{DialContext: listener.dial, MaxIdleConnsPerHost: 64}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: &closing{transport, t}}
}

// closing asserts that every body is closed.
type closing struct {
	*http.Transport
	t testing.TB
}

func (c *closing) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.Transport.RoundTrip(r)
	if err == nil {
		body := &closed{ReadCloser: response.Body}
		response.Body = body
		c.t.Cleanup(func() { require.True(c.t, body.Load(), "a body is left open") })
	}
	return response, err
}

type closed struct {
	io.ReadCloser
	atomic.Bool
}

func (c *closed) Close() error {
	c.Store(true)
	return c.ReadCloser.Close()
}

type memoryListener struct {
	connections chan net.Conn
	open        context.Context
	stop        context.CancelFunc
}

func (l *memoryListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.connections <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.open.Done():
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case connection := <-l.connections:
		return connection, nil
	case <-l.open.Done():
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.stop()
	return nil
}

func (l *memoryListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
