package emulator

import (
	"net"
	"net/http"

	"github.com/streamdl/streamdl-go/emulator/fault"
)

// breakConnection is deferred around the handlers of a request. A connection that a fault broke is an error for a caller
// in the same process, and a reset over a socket.
func breakConnection(w http.ResponseWriter) {
	cause := recover()
	if cause == nil {
		return
	}
	broken, ok := cause.(fault.BrokenConnection)
	if !ok {
		panic(cause)
	}
	if w, ok := w.(*responseWriter); ok {
		w.broken = broken.Err
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // such as over HTTP/2
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // so that closing sends a reset
	}
	_ = conn.Close()
}
