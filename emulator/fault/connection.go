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
type interruption func(ctx context.Context)

var (
	hang interruption = func(ctx context.Context) {
		<-ctx.Done()
		panic(http.ErrAbortHandler)
	}
	reset interruption = func(context.Context) {
		panic(BrokenConnection{&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}})
	}
)

func (s interruption) add(p *plan, value string) error {
	switch value {
	case "before", "":
		p.wrap(beforeRequest, func(_ http.ResponseWriter, r *http.Request, _ http.Handler) { s(r.Context()) })
	case "after":
		p.wrap(afterRequest, func(_ http.ResponseWriter, r *http.Request, next http.Handler) {
			discardResponse(next, r)
			s(r.Context())
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
	return func(http.ResponseWriter, *http.Request, http.Handler) { panic(BrokenConnection{cause}) }, nil
}
