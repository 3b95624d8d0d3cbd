package emulator

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// Start listens on a free port of the loopback interface and returns the base URL of the API there,
// such as http://127.0.0.1:40321/client/v4. [Server.Close] ends it.
func (s *Server) Start() (baseURL string, err error) { return s.Listen("127.0.0.1:0") }

// Listen does what [Server.Start] does, on a given address, such as "127.0.0.1:8080". With ":8080" it listens
// on all addresses, and the URL has the loopback one.
func (s *Server) Listen(address string) (baseURL string, err error) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return "", fmt.Errorf("emulator: %w", err)
	}
	s.serving.Go(func() { _ = s.sockets.Serve(listener) }) // always fails once it is closed
	return "http://" + reachable(listener.Addr().String()) + BasePath, nil
}

// reachable is where to call a listener. One on all addresses is called on the loopback address: a client
// that keeps its credential from the network would refuse the address 0.0.0.0 or ::.
func reachable(address string) string {
	parsed, err := netip.ParseAddrPort(address)
	if err != nil || !parsed.Addr().IsUnspecified() {
		return address
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), parsed.Port()).String()
}
