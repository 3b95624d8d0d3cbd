package network

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// maxHeaderBytes is many times what a response has, and little to hold.
const maxHeaderBytes = 256 << 10

// Shared is a transport that all clients use who were given none, so that they share its connections.
var Shared = sync.OnceValue(NewTransport)

// NewTransport is like [http.DefaultTransport], but bounds the headers of a response, and has an error of its own for
// a proxy that refuses to connect: a [ProxyError].
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    10 * time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           100,
		MaxResponseHeaderBytes: maxHeaderBytes,
		OnProxyConnectResponse: func(_ context.Context, proxy *url.URL, _ *http.Request, response *http.Response) error {
			if response.StatusCode == http.StatusOK {
				return nil
			}
			return &ProxyError{Host: proxy.Host, StatusCode: response.StatusCode}
		},
	}
}

// ProxyError is a proxy that refused to connect to a server. Nothing was sent to that.
type ProxyError struct {
	Host       string // of the proxy
	StatusCode int    // of its response
}

// Error names the proxy and its response.
func (e *ProxyError) Error() string {
	return fmt.Sprintf("the proxy %s refused the connection: %d %s", e.Host, e.StatusCode, http.StatusText(e.StatusCode))
}
