package wrapper

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
)

// verdict is what an attempt that failed means for the next.
type verdict struct {
	retry   bool // another attempt may succeed
	reached bool // the service may have acted on this one
}

// classify says whether an attempt that failed is worth repeating. The status decides, then the code, then
// what the edge says of itself.
func classify(e *Error) verdict {
	reached := e.StatusCode >= 500 // whether the service may have acted, if the edge stands in between
	switch {
	case e.unsent:
		return verdict{}
	case e.StatusCode == 0:
		return classifyTransport(e.cause)
	case e.retryable != nil: // the edge explains itself, and is not the API that knows the credential
		return verdict{retry: *e.retryable, reached: reached}
	case e.Is(ErrUnauthorized), e.saysCode(codeAuthBan):
		return verdict{} // each further call makes a ban longer
	case e.Is(ErrRateLimited):
		return verdict{retry: true, reached: reached}
	case e.StatusCode == http.StatusOK && e.truncated:
		return verdict{retry: true, reached: true}
	}
	switch status := e.StatusCode; {
	case status == http.StatusRequestTimeout,
		status == http.StatusInternalServerError,
		status >= http.StatusBadGateway && status <= http.StatusGatewayTimeout,
		status >= 520 && status <= 524, // Cloudflare could not talk to its origin; 525 and up are certificates
		status == 530:
		return verdict{retry: true, reached: true}
	}
	return verdict{}
}

// saysCode reports whether one of the messages of a failure, or of their causes, has a code.
func (e *Error) saysCode(code int) bool {
	for _, message := range e.Errors {
		if message.Code == code {
			return true
		}
		for _, cause := range message.ErrorChain {
			if cause.Code == code {
				return true
			}
		}
	}
	return false
}

// codeAuthBan is the code under status 429 of a credential that failed too often.
const codeAuthBan = 10502

func classifyTransport(err error) verdict {
	if lookup, ok := errors.AsType[*net.DNSError](err); ok && lookup.IsNotFound {
		return verdict{}
	}
	if is[*tls.CertificateVerificationError](err) {
		return verdict{}
	}
	if operation, ok := errors.AsType[*net.OpError](err); ok && (operation.Op == "dial" || operation.Op == "proxyconnect") {
		return verdict{retry: true}
	}
	return verdict{retry: true, reached: true}
}

func is[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}
