package emulator

import (
	"context"
	"net/http"
)

const (
	apiHost = "api.cloudflare.com"
	// mediaHost serves the files when the API is called by its real name.
	mediaHost = "customer-m033z5x00ks6nunl.cloudflarestream.com"
)

// exchange is what the handlers of one request share.
type exchange struct {
	server    *Server
	operation Operation
	// origin is the scheme and host at which the caller can reach the files.
	origin string
}

type exchangeKey struct{}

func withExchange(r *http.Request, e exchange) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), exchangeKey{}, e))
}

func exchangeOf(ctx context.Context) exchange {
	e, _ := ctx.Value(exchangeKey{}).(exchange)
	return e
}

// origin is the caller's own way to the API, unless it calls the API by its real name, which serves no
// files.
func origin(r *http.Request) string {
	host := r.Host
	if host == apiHost {
		host = mediaHost
	}
	return scheme(r) + "://" + host
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}
