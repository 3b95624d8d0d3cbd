package wrapper_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// serve answers each request to a port of this host by a function, and returns its address.
func serve(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	return accept(t, func(connection net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
			answer(connection)
		}
	})
}

// accept answers each connection.
func accept(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = connection.Close() }()
				answer(connection)
			}()
		}
	}()
	return listener.Addr().String()
}

// countedBody counts how often it is closed.
type countedBody struct {
	io.Reader
	closed *atomic.Int32
}

func (b countedBody) Close() error { b.closed.Add(1); return nil }

func TestEachBodyIsClosed(t *testing.T) {
	for name, response := range map[string]struct {
		status int
		body   string
	}{
		"a success":    {200, listBody},
		"a failure":    {404, `{"success":false,"errors":[{"code":10003,"message":"Not found"}]}`},
		"a page":       {502, "<html>"},
		"a redirect":   {302, ""},
		"too large":    {200, strings.Repeat("x", 2<<20)},
		"no JSON":      {200, "ok"},
		"a switch":     {101, ""},
		"a wrong type": {200, `{"success":true,"result":[]}`},
	} {
		t.Run(name, func(t *testing.T) {
			opened, closed := 0, new(atomic.Int32)
			client := newClient(t, roundTrip(func(req *http.Request) (*http.Response, error) {
				opened++
				return &http.Response{
					StatusCode: response.status, Request: req, ContentLength: -1,
					Body: countedBody{strings.NewReader(response.body), closed},
				}, nil
			}), once)
			_, _ = client.List(t.Context(), video)
			assert.Equal(t, 1, opened)
			assert.EqualValues(t, opened, closed.Load())
		})
	}
}

func TestADeadlineEndsACallThatGotAnotherProtocol(t *testing.T) {
	forEver := make(chan struct{})
	defer close(forEver)
	server := serve(t, func(c net.Conn) {
		_, _ = fmt.Fprint(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
		<-forEver
	})
	client := newClient(t, &http.Transport{DisableKeepAlives: true}, once, wrapper.WithBaseURL("http://"+server))
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	start := time.Now()
	_, err := client.List(ctx, video)
	assert.ErrorIs(t, err, wrapper.ErrProtocol)
	assert.Less(t, time.Since(start), time.Second, "there is nothing to wait for")
}

func TestAnAttemptThatTakesTooLongOverHTTP2IsNotTakenForACancellation(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) {
		assert.Equal(t, 2, req.ProtoMajor)
		<-release
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	defer close(release)
	client := newClient(t, server.Client().Transport, wrapper.WithBaseURL(server.URL),
		wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1, AttemptTimeout: 50 * time.Millisecond}))
	_, err := client.List(t.Context(), video)
	assert.ErrorContains(t, err, "no complete response in time")
	assert.NotErrorIs(t, err, context.Canceled)
}

func TestABodyThatCanBeReadOnceIsNotSentTwice(t *testing.T) {
	for name, transport := range map[string]http.RoundTripper{
		"connection refused": &http.Transport{DisableKeepAlives: true, DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
		}},
		"rate limited": canned(429, "", nil),
	} {
		t.Run(name, func(t *testing.T) {
			to := &recorder{RoundTripper: transport}
			_, err := newClient(t, to).Generated().CreateDownloadWithBodyWithResponse(t.Context(), account, video, "application/json", io.MultiReader(strings.NewReader("{}")))
			assert.Error(t, err)
			assert.Len(t, to.sent, 1)
		})
	}
}

func TestACreateThatGotNoConnectionIsRepeatedWithoutAList(t *testing.T) {
	for name, handshake := range map[string]func(net.Conn){
		"the handshake is closed": func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) },
		"the handshake is reset": func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1))
			_ = c.(*net.TCPConn).SetLinger(0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			connections := new(atomic.Int32)
			server := accept(t, func(c net.Conn) { connections.Add(1); handshake(c) })
			client := newClient(t, &http.Transport{DisableKeepAlives: true}, wrapper.WithBaseURL("https://"+server),
				wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 3, BaseDelay: 1, MaxDelay: 1}))
			_, err := client.Create(t.Context(), video)
			require.Error(t, err)
			assert.EqualValues(t, 3, connections.Load(), "attempts of the create, and no list")
			assert.NotContains(t, err.Error(), "not known what became of it")
		})
	}
}

func TestHeadersOfAResponseTakeLittleMemory(t *testing.T) {
	headers := []byte("HTTP/1.1 200 OK\r\n" + strings.Repeat("X: "+strings.Repeat("x", 1<<10)+"\r\n", 12<<10))
	server := serve(t, func(c net.Conn) { _, _ = c.Write(headers) })
	client, err := wrapper.New(wrapper.WithAPIToken(emulator.DefaultToken), wrapper.WithAccountID(account), wrapper.WithBaseURL("http://"+server), once)
	require.NoError(t, err)
	bytes := allocated(func() { _, err = client.List(t.Context(), video) })
	assert.ErrorContains(t, err, "headers")
	assert.LessOrEqual(t, bytes, uint64(allowance))
}
