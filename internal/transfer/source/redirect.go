package source

import (
	"fmt"
	"net/http"
	"strings"
)

const maxRedirects = 5

func (s *Source) checkRedirect(next *http.Request, via []*http.Request) error {
	// The address of the page before may hold a token.
	next.Header.Del("Referer")
	s.mu.Lock()
	defer s.mu.Unlock()
	before := via[len(via)-1].URL
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("%w: more than %d in a row", ErrRedirect, maxRedirects)
	case next.URL.Scheme == "http" && (!s.o.AllowHTTP || before.Scheme == "https"):
		return fmt.Errorf("%w: redirected to http on %s", ErrInsecure, next.URL.Host)
	case next.URL.Scheme != "http" && next.URL.Scheme != "https":
		return fmt.Errorf("%w: to scheme %.20q", ErrRedirect, next.URL.Scheme)
	case next.URL.User != nil:
		return fmt.Errorf("%w: it carries a user name", ErrRedirect)
	case s.o.Signed && !strings.EqualFold(next.URL.Host, s.url.Host):
		return fmt.Errorf("%w: a signed URL leads to another host, %s", ErrRedirect, next.URL.Host)
	}
	s.hide(next.URL)
	return nil
}
