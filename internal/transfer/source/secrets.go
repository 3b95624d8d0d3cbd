package source

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/internal/secret"
)

// minSecret is the length from which on a part of a URL may be a token.
const minSecret = 8

// secrets are what may be a token in the URLs that were requested so far.
type secrets struct {
	mu     sync.Mutex
	values []string
	secret secret.Secret
}

// hide keeps the parts of a URL out of every text from now on.
func (s *secrets) hide(u *url.URL) {
	s.mu.Lock()
	defer s.mu.Unlock()
	parts := append(strings.Split(u.Path, "/"), u.RawQuery)
	for _, pair := range strings.FieldsFunc(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		_, value, _ := strings.Cut(pair, "=")
		plain, _ := url.QueryUnescape(value)
		parts = append(parts, value, plain)
	}
	for _, part := range parts {
		// That the file is called default.mp4 is known to everybody.
		if len(part) >= minSecret && part != "downloads" && part != "default.mp4" {
			s.values = append(s.values, part)
		}
	}
	s.secret = secret.New(s.values...)
}

// redact makes one line of a text of the server, without what is secret.
func (s *secrets) redact(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return line.Clean(s.secret.Redact(text))
}

// repeated says whether a text has a secret in it.
func (s *secrets) repeated(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.secret.Redact(text) != text
}

// redactError is for an error of a transport, which may quote a URL, or the server.
func (s *secrets) redactError(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	text := err.Error()
	switch {
	case errors.Is(err, ErrInsecure) || errors.Is(err, ErrRedirect):
		return err
	case strings.Contains(text, "://") || strings.Contains(text, "Location"): // a URL that was never requested
		return fmt.Errorf("the request failed (%T)", err)
	case s.repeated(text):
		return errors.New(s.redact(text))
	}
	return err
}
