package peers

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
)

// Server answers every request on a loopback port with one response. It reads no more of a request than its end and
// allocates nothing per request, so that what is counted is the client's alone.
type Server struct {
	listener net.Listener
	response []byte
}

// Serve starts a server for the scenario.
func (s Scenario) Serve() (*Server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // at once
	if err != nil {
		return nil, err
	}
	server := &Server{listener: listener, response: fmt.Appendf(nil,
		"HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nCf-Ray: %s\r\nContent-Length: %d\r\n\r\n%s",
		s.Status, http.StatusText(s.Status), ray, len(s.Body), s.Body)}
	go server.accept()
	return server, nil
}

// BaseURL is where the paths of the API begin.
func (s *Server) BaseURL() string { return "http://" + s.listener.Addr().String() + "/client/v4" }

// Close stops taking connections. Those there are end with their clients.
func (s *Server) Close() { _ = s.listener.Close() }

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		go s.answer(conn)
	}
}

// answer takes an empty line for the end of a request: no peer sends a body.
func (s *Server) answer(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	for lines := bufio.NewReader(conn); ; {
		line, err := lines.ReadSlice('\n')
		if err != nil {
			return
		}
		if len(bytes.TrimRight(line, "\r\n")) > 0 {
			continue
		}
		if _, err := conn.Write(s.response); err != nil {
			return
		}
	}
}

// LoopbackClient keeps as many connections as there are callers, which is what a program with that many needs.
func LoopbackClient(callers int) *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConns: callers, MaxIdleConnsPerHost: callers}}
}
