// Package network has the HTTP transport of the client, and what an error of a transport means for another attempt.
package network

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
)

// Permanent reports whether the same request would fail in the same way again: the host does not exist, its
// certificate is not trusted, it does not speak TLS, or a proxy wants a password.
func Permanent(err error) bool {
	if lookup, ok := errors.AsType[*net.DNSError](err); ok {
		return lookup.IsNotFound
	}
	return is[*tls.CertificateVerificationError](err) || is[x509.UnknownAuthorityError](err) || is[x509.HostnameError](err) ||
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
