package fault

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

func parseDelay(value string) (middleware, error) {
	d, err := parseDuration(value)
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		pause(r.Context(), d)
		next.ServeHTTP(w, r)
	}, err
}

// pause returns after a while, and never once the client has left.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}

// interruption ends a request without a response.
type interruption func(w http.ResponseWriter, r *http.Request)

var (
	hang interruption = func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	reset interruption = func(w http.ResponseWriter, _ *http.Request) {
		breakConnection(w, &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)})
	}
)

// breakConnection ends a request and its connection. A client in the same process, whose connection has a method Break,
// sees the cause; over a socket it is a reset.
func breakConnection(w http.ResponseWriter, cause error) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil { // otherwise, such as over HTTP/2, net/http breaks it
		switch conn := conn.(type) {
		case *net.TCPConn:
			_ = conn.SetLinger(0) // so that closing sends a reset
		case interface{ Break(cause error) }:
			conn.Break(cause)
		}
		_ = conn.Close()
	}
	panic(http.ErrAbortHandler)
}

func (s interruption) add(p *plan, value string) error {
	switch value {
	case "before", "":
		p.wrap(beforeRequest, func(w http.ResponseWriter, r *http.Request, _ http.Handler) { s(w, r) })
	case "after":
		p.wrap(afterRequest, func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			discardResponse(w, r, next)
			s(w, r)
		})
	default:
		return fmt.Errorf("%q: want before or after", value)
	}
	return nil
}

func parseDial(value string) (middleware, error) {
	var cause error
	switch value {
	case "refused":
		cause = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	case "unknown-host":
		cause = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
	case "bad-certificate":
		cause = &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}
	default:
		return nil, fmt.Errorf("%q: want refused, unknown-host or bad-certificate", value)
	}
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { breakConnection(w, cause) }, nil
}
