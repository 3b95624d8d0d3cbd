package emulator

import (
	"net"
	"net/http"
	"os"
	"syscall"
)

// brokenConnection is what a handler panics with to break the connection: the caller sees the error
// where it is in the same process, and a reset over a socket.
type brokenConnection struct{ error }

func connectionReset() brokenConnection {
	return brokenConnection{&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}}
}

// breakConnection is deferred around the handlers of an exchange.
func breakConnection(w http.ResponseWriter) {
	cause := recover()
	if cause == nil {
		return
	}
	broken, ok := cause.(brokenConnection)
	if !ok {
		panic(cause)
	}
	if w, ok := w.(*responseWriter); ok {
		w.broken = broken.error
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
