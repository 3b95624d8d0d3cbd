package emulator

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

const (
	apiHost = "api.cloudflare.com"
	// mediaHost serves the files when the API is called by its real name.
	mediaHost = "customer-m033z5x00ks6nunl.cloudflarestream.com"
)

// exchange is what the handlers of one request share.
type exchange struct {
	operation Operation
	// origin is the scheme and host of the files, as the caller can reach them.
	origin string
	// reason says why the request was refused, for the log.
	reason string
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange {
	e, _ := ctx.Value(exchangeKey{}).(*exchange)
	return e
}

// Origin is the scheme and the host at which a client reached a server of this machine. A proxy in front of it, such as
// one that adds TLS, is believed if it is on this machine, too.
func Origin(r *http.Request) string {
	address := addressOf(r)
	return address.Scheme + "://" + address.Host
}

// mediaOrigin is the caller's own way to the API, unless it calls the API by its real name, which serves no files.
func mediaOrigin(address *url.URL) string {
	host := address.Host
	if host == apiHost {
		host = mediaHost
	}
	return address.Scheme + "://" + host
}

// addressOf returns the address that the caller sent a request to.
func addressOf(r *http.Request) *url.URL {
	address := *r.URL
	address.Scheme, address.Host = "http", r.Host
	if r.TLS != nil {
		address.Scheme = "https"
	}
	if remote, err := netip.ParseAddrPort(r.RemoteAddr); err != nil || !remote.Addr().IsLoopback() {
		return &address
	}
	if forwarded := strings.ToLower(forwardedBy(r, "X-Forwarded-Proto")); forwarded == "http" || forwarded == "https" {
		address.Scheme = forwarded
	}
	if forwarded := forwardedBy(r, "X-Forwarded-Host"); isHost(forwarded) {
		address.Host = forwarded
	}
	return &address
}

// forwardedBy is what the first of several proxies says, which is the one that the client asked.
func forwardedBy(r *http.Request, header string) string {
	first, _, _ := strings.Cut(r.Header.Get(header), ",")
	return strings.TrimSpace(first)
}

func isHost(text string) bool {
	address, err := url.Parse("//" + text)
	return err == nil && text != "" && address.Host == text
}
