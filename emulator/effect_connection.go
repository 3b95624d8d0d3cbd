package emulator

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

func connectionEffects() []effectKind {
	return []effectKind{
		{"delay", "DURATION", "waits before anything happens", wrapping(beforeRequest, parseDelay)},
		{"hang", "before|after", "never answers, before or after the request took effect", hang.add},
		{"reset", "before|after", "resets the connection, before or after the request took effect", reset.add},
		{"dial", "refused|unknown-host|bad-certificate", "can't be reached (in process; over sockets a reset)",
			wrapping(beforeRequest, parseDial)},
	}
}

func parseDelay(value string) (middleware, error) {
	d, err := parseDuration(value)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pause(r.Context(), d)
			next.ServeHTTP(w, r)
		})
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

// silence is how an exchange ends without a reply.
type silence func(ctx context.Context)

var (
	hang silence = func(ctx context.Context) {
		<-ctx.Done()
		panic(http.ErrAbortHandler)
	}
	reset silence = func(context.Context) { panic(connectionReset()) }
)

func (s silence) add(plan *effectPlan, value string) error {
	switch value {
	case "before", "":
		plan.wrap(beforeRequest, func(http.Handler) http.Handler {
			return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { s(r.Context()) })
		})
	case "after":
		plan.wrap(afterRequest, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				discardReply(next, r)
				s(r.Context())
			})
		})
	default:
		return fmt.Errorf("%q: want before or after", value)
	}
	return nil
}

// discardReply lets a request take effect without anybody hearing of it.
func discardReply(handler http.Handler, r *http.Request) {
	handler.ServeHTTP(&unsentReply{header: http.Header{}}, r)
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
	return func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(brokenConnection{cause}) })
	}, nil
}
