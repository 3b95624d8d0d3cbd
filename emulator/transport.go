package emulator

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
)

// Transport returns a way to the server that needs no port: every request, to whatever host, gets to it, over a connection
// within the process that serves no other. What breaks the connection is an error of the request or of the body. It works
// under testing/synctest, and leaves no goroutine behind once a body was closed.
func (s *Server) Transport() http.RoundTripper {
	secure := func(w http.ResponseWriter, r *http.Request) {
		r.TLS = &tls.ConnectionState{HandshakeComplete: true}
		s.serve(w, r)
	}
	return &http.Transport{
		DialContext:       connectTo(s.Handler()),
		DialTLSContext:    connectTo(http.HandlerFunc(secure)),
		DisableKeepAlives: true, // on a kept connection it would repeat a request that met a fault
	}
}

// connectTo dials a handler that is served on connections within the process.
func connectTo(handler http.Handler) func(ctx context.Context, network, address string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		conn := &pipe{Conn: server}
		httpServer := &http.Server{Handler: handler} //nolint:gosec // nobody else has the other end
		// Serve fails when it wants another connection, and the one goes on.
		go func() { _ = httpServer.Serve(&pipeListener{conn}) }()
		return &pipeClient{client, conn}, nil
	}
}

// pipe is the server's end of a connection within the process.
type pipe struct {
	net.Conn
	broken error
}

// Break tells the client why the connection is closed next.
func (p *pipe) Break(cause error) { p.broken = cause }

// RemoteAddr is on this machine, as far as a proxy goes.
func (p *pipe) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// pipeClient is the client's end of it.
type pipeClient struct {
	net.Conn
	server *pipe
}

func (c *pipeClient) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if errors.Is(err, io.EOF) && c.server.broken != nil {
		err = c.server.broken
	}
	return n, err
}

// pipeListener accepts one connection.
type pipeListener struct{ conn *pipe }

func (l *pipeListener) Accept() (net.Conn, error) {
	if l.conn == nil {
		return nil, net.ErrClosed
	}
	conn := l.conn
	l.conn = nil
	return conn, nil
}

func (l *pipeListener) Close() error   { return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }
