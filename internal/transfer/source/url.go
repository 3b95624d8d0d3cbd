package source

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const maxRedirects = 5

// checkURL lets through a URL that may be requested.
func checkURL(rawURL string, allowHTTP bool) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil || u.Host == "":
		return nil, fmt.Errorf("%w: not an absolute URL", ErrInvalid)
	case u.User != nil:
		return nil, fmt.Errorf("%w: the URL holds a user name", ErrInvalid)
	case u.Scheme == "https" || (u.Scheme == "http" && allowHTTP):
		return u, nil
	case u.Scheme == "http":
		return nil, fmt.Errorf("%w: %w: the URL on %s is http", ErrInvalid, ErrInsecure, u.Host)
	}
	return nil, fmt.Errorf("%w: URL scheme %.20q", ErrInvalid, u.Scheme)
}

// checkRedirect lets through a redirect that may be followed: a signed one only to the same host.
func checkRedirect(next *http.Request, via []*http.Request, allowHTTP, signed bool) error {
	before := via[len(via)-1].URL
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("%w: more than %d in a row", ErrRedirect, maxRedirects)
	case next.URL.Scheme == "http" && (!allowHTTP || before.Scheme == "https"):
		return fmt.Errorf("%w: redirected to http on %s", ErrInsecure, next.URL.Host)
	case next.URL.Scheme != "http" && next.URL.Scheme != "https":
		return fmt.Errorf("%w: to scheme %.20q", ErrRedirect, next.URL.Scheme)
	case next.URL.User != nil:
		return fmt.Errorf("%w: it carries a user name", ErrRedirect)
	case signed && !strings.EqualFold(next.URL.Host, before.Host):
		return fmt.Errorf("%w: a signed URL leads to another host, %s", ErrRedirect, next.URL.Host)
	}
	return nil
}
