// Package source asks a server for one object, or parts of it, and lets no response through that can't be of it. Its URL
// is a secret: no error has more of it than its host.
package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/streamdl/streamdl-go/internal/network"
)

// Options says how a source is used. No field has a default.
type Options struct {
	Client       *http.Client // nil: one that speaks HTTP/1.1 over as many connections as there are streams
	UserAgent    string       // empty: Go's own
	AllowHTTP    bool         // permits URLs without TLS
	Signed       bool         // the URL lets whoever has it have the file, so no other host may see it
	Identity     string       // names the object independently of its URL
	Streams      int
	StallTimeout time.Duration
	Refresh      func(context.Context) (string, error) // a new URL for the same object, may be nil
}

// Source is where the file comes from: a URL that may be renewed, and the client that asks.
type Source struct {
	o        Options
	client   *http.Client
	secrets  secrets
	identity string

	mu         sync.Mutex
	url        *url.URL
	signed     bool
	generation int
	renewed    bool // since the last usable response
	answered   bool // a usable response has come
}

// New makes a source of a URL. A bad one is [ErrInvalid].
func New(rawURL string, o Options) (*Source, error) {
	u, err := checkURL(rawURL, o.AllowHTTP)
	if err != nil {
		return nil, err
	}
	s := &Source{o: o, client: &http.Client{}, identity: identityOf(u, o.Identity), url: u, signed: o.Signed}
	s.secrets.hide(u)
	if o.Client != nil {
		*s.client = *o.Client
	} else {
		s.client.Transport = newTransport(o.Streams)
	}
	s.client.CheckRedirect = s.followRedirect
	s.client.Jar = nil
	s.client.Timeout = 0
	return s, nil
}

func (s *Source) followRedirect(next *http.Request, via []*http.Request) error {
	// The address of the page before may hold a token.
	next.Header.Del("Referer")
	s.mu.Lock()
	signed := s.signed
	s.mu.Unlock()
	if err := checkRedirect(next, via, s.o.AllowHTTP, signed); err != nil {
		return err
	}
	s.secrets.hide(next.URL)
	return nil
}

// newTransport speaks HTTP/1.1 only, because one HTTP/2 connection is slower than several of HTTP/1.1 for ranges in
// parallel.
func newTransport(streams int) *http.Transport {
	transport := network.NewTransport()
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP1(true)
	transport.MaxIdleConnsPerHost = streams
	return transport
}

// current is the URL to request now, with a number that differs from that of earlier ones.
func (s *Source) current() (*url.URL, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.url, s.generation
}

// Host is the only part of the URL that may be shown.
func (s *Source) Host() string {
	u, _ := s.current()
	return u.Host
}

// Answered says whether a usable response has come.
func (s *Source) Answered() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answered
}

// Renew gets a new URL in place of the one that was refused, once for all who were refused it. A new URL that has not
// brought a single usable response is not renewed: the next one would fail as well.
func (s *Source) Renew(ctx context.Context, refusal *StatusError) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refusal.generation != s.generation {
		return nil
	}
	if s.o.Refresh == nil || s.renewed {
		return refusal
	}
	rawURL, err := s.o.Refresh(ctx)
	if err != nil { // which is what callers go by: it may be an outage of the one who signs, and pass
		return fmt.Errorf("%s; no new URL: %w", refusal.Error(), err)
	}
	u, err := checkURL(rawURL, s.o.AllowHTTP)
	if err != nil {
		return fmt.Errorf("%w; bad new URL: %w", refusal, err)
	}
	s.url, s.renewed, s.signed = u, true, true
	s.generation++
	s.secrets.hide(u)
	return nil
}

// Identity names the object without giving a token away. It stays the same when the URL is renewed.
func (s *Source) Identity() string { return s.identity }

func identityOf(u *url.URL, name string) string {
	if name == "" {
		name = u.Scheme + "://" + u.Host + u.EscapedPath()
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:])
}

// Close frees the connections, if they are the source's own.
func (s *Source) Close() {
	if s.o.Client == nil {
		s.client.CloseIdleConnections()
	}
}
