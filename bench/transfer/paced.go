package main

import (
	"net"
	"net/http"
	"path/filepath"
	"time"
)

// paced serves a folder at so many bytes per second for each connection, as many hosts and networks do. The limit of nginx
// would not do: it lets every request have its first second's worth at once, which favours many small ranges.
type paced struct{ net.Listener }

func startPaced(dir string) (*paced, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // at once
	if err != nil {
		return nil, err
	}
	p := &paced{listener}
	server := &http.Server{Handler: http.FileServer(http.Dir(filepath.Join(dir, "served")))} //nolint:gosec // loopback
	go func() { _ = server.Serve(p) }()
	return p, nil
}

func (p *paced) url(name string) string { return "http://" + p.Addr().String() + "/" + name }

func (p *paced) Accept() (net.Conn, error) {
	connection, err := p.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &pacedConn{Conn: connection}, nil
}

// pacedConn sends a hundredth of a second's worth at a time.
type pacedConn struct {
	net.Conn
	next time.Time
}

func (c *pacedConn) Write(data []byte) (written int, err error) {
	for len(data) > 0 && err == nil {
		time.Sleep(time.Until(c.next))
		if now := time.Now(); c.next.Before(now.Add(-time.Second / 5)) {
			c.next = now // what was not sent for long is not made up for
		}
		part := data[:min(len(data), rate/100)]
		var n int
		n, err = c.Conn.Write(part)
		c.next = c.next.Add(time.Duration(n) * time.Second / rate)
		written, data = written+n, data[n:]
	}
	return written, err
}
