package source

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/internal/secret"
)

// minSecret is the length from which on a part of a URL may be a token.
const minSecret = 8

// hide keeps the parts of a URL that may be a token out of every text from now on. The caller holds s.mu, or is alone.
func (s *Source) hide(u *url.URL) {
	values := append(strings.Split(u.Path, "/"), u.RawQuery)
	for _, pair := range strings.FieldsFunc(u.RawQuery, func(r rune) bool { return r == '&' || r == ';' }) {
		_, value, _ := strings.Cut(pair, "=")
		plain, _ := url.QueryUnescape(value)
		values = append(values, value, plain)
	}
	for _, value := range values {
		// That the file is called default.mp4 is known to everybody.
		if len(value) >= minSecret && value != "downloads" && value != "default.mp4" {
			s.secrets = append(s.secrets, value)
		}
	}
	s.hidden = secret.New(s.secrets...)
}

// redact makes one line of a text of the server, without what is secret.
func (s *Source) redact(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return line.Clean(s.hidden.Redact(text))
}

// repeats says whether a text has a secret in it.
func (s *Source) repeats(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hidden.Redact(text) != text
}

// redactError is for what a transport tells, which may quote a URL, or the server.
func (s *Source) redactError(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	text := err.Error()
	switch {
	case errors.Is(err, ErrInsecure) || errors.Is(err, ErrRedirect):
		return err
	case strings.Contains(text, "://") || strings.Contains(text, "Location"): // a URL that was never asked
		return fmt.Errorf("the request failed (%T)", err)
	case s.repeats(text):
		return errors.New(s.redact(text))
	}
	return err
}
