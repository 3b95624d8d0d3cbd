// Package network has the HTTP transport of the client, and what an error of a transport means for another attempt.
package network

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
)

// Permanent reports whether the same request would fail in the same way again: the host does not exist, its address can't
// be one, its certificate is not trusted, it does not speak TLS or not with this client, or a proxy wants a password.
func Permanent(err error) bool {
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		return lookup.IsNotFound
	}
	if operation, ok := errors.AsType[*net.OpError](err); ok && (operation.Op == "remote error" || operation.Op == "local error") {
		return true // an alert of TLS
	} else if ok && strings.HasPrefix(operation.Op, "socks") && strings.Contains(operation.Error(), "authentication") {
		return true
	}
	return is[*net.AddrError](err) || is[*tls.CertificateVerificationError](err) || is[x509.UnknownAuthorityError](err) || is[x509.HostnameError](err) ||
		is[tls.RecordHeaderError](err) || errors.Is(err, http.ErrSchemeMismatch) || proxyUnauthorized(err)
}

// NotSent reports whether an error came before a byte of the request was sent, so that the server cannot have acted on
// it.
func NotSent(err error) bool {
	operation, ok := errors.AsType[*net.OpError](err)
	return Permanent(err) || is[*ProxyError](err) || ok && (operation.Op == "dial" || operation.Op == "proxyconnect")
}

// proxyUnauthorized also knows the error of a transport without [NewTransport]'s handling of proxies, which has no type.
func proxyUnauthorized(err error) bool {
	if refused, ok := errors.AsType[*ProxyError](err); ok {
		return refused.StatusCode == http.StatusProxyAuthRequired
	}
	for ; err != nil; err = errors.Unwrap(err) {
		if err.Error() == http.StatusText(http.StatusProxyAuthRequired) {
			return true
		}
	}
	return false
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// Connecting watches whether a request gets a connection. Without one nothing was sent, whatever the error is.
type Connecting struct{ asked, got atomic.Bool }

// Watch returns a context for the request.
func (c *Connecting) Watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { c.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { c.got.Store(true) },
	})
}

// Failed reports whether the request asked for a connection and got none. A transport that reports neither has not failed.
func (c *Connecting) Failed() bool { return c.asked.Load() && !c.got.Load() }
