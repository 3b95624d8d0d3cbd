package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const maxRedirects = 5

// source is where the file comes from: a URL that may be renewed, and the
// client that asks.
type source struct {
	o       Options
	client  *http.Client
	private bool // the client is ours, so its connections are too
	started time.Time

	mu         sync.Mutex
	url        *url.URL
	generation int
	renewed    bool // renewed since the last usable reply
	answered   bool // a usable reply has come
}

func newSource(rawURL string, o Options) (*source, error) {
	u, err := checkURL(rawURL, o.AllowHTTP)
	if err != nil {
		return nil, err
	}
	s := &source{o: o, url: u, started: time.Now()}
	if o.Client == nil {
		s.client, s.private = defaultClient(o), true
	} else {
		copied := *o.Client
		s.client = &copied
	}
	s.client.CheckRedirect = checkRedirect(o.AllowHTTP)
	s.client.Jar = nil
	s.client.Timeout = 0
	return s, nil
}

func defaultClient(o Options) *http.Client {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		MaxIdleConnsPerHost: o.Streams,
		IdleConnTimeout:     time.Minute,
		DisableCompression:  true,
		Protocols:           new(http.Protocols),
	}
	transport.Protocols.SetHTTP1(true)
	return &http.Client{Transport: transport}
}

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

func checkRedirect(allowHTTP bool) func(*http.Request, []*http.Request) error {
	return func(next *http.Request, via []*http.Request) error {
		// The address of the page before may hold a token.
		next.Header.Del("Referer")
		if len(via) > maxRedirects {
			return fmt.Errorf("%w: more than %d in a row", errRedirect, maxRedirects)
		}
		if next.URL.Scheme == "http" && (!allowHTTP || via[len(via)-1].URL.Scheme == "https") {
			return fmt.Errorf("%w: redirected to http on %s", ErrInsecure, next.URL.Host)
		}
		if next.URL.Scheme != "http" && next.URL.Scheme != "https" {
			return fmt.Errorf("%w: to scheme %.20q", errRedirect, next.URL.Scheme)
		}
		if next.URL.User != nil {
			return fmt.Errorf("%w: it carries a user name", errRedirect)
		}
		return nil
	}
}

// current is the URL to ask now, with the number that tells it from earlier ones.
func (s *source) current() (*url.URL, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url, s.generation
}

// host is the only part of the URL that may be shown.
func (s *source) host() string {
	u, _ := s.current()
	return u.Host
}

func (s *source) proven() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered, s.renewed = true, false
}

func (s *source) hasAnswered() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered
}

// renew gets a new URL in place of the one that was refused. A URL that has
// not served a single reply is not renewed: the next one would fail as well.
func (s *source) renew(ctx context.Context, refusal *StatusError) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refusal.generation != s.generation {
		return nil
	}
	if s.o.Refresh == nil || s.renewed {
		return refusal
	}
	rawURL, err := s.o.Refresh(ctx)
	if err != nil {
		return fmt.Errorf("%w; no new URL: %w", refusal, err)
	}
	u, err := checkURL(rawURL, s.o.AllowHTTP)
	if err != nil {
		return fmt.Errorf("%w; bad new URL: %w", refusal, err)
	}
	s.url, s.renewed = u, true
	s.generation++
	return nil
}

// identity names the object in the state file without giving a token away.
func (s *source) identity() string {
	name := s.o.Identity
	if name == "" {
		u, _ := s.current()
		name = u.Scheme + "://" + u.Host + u.EscapedPath()
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

func (s *source) close() {
	if s.private {
		s.client.CloseIdleConnections()
	}
}
