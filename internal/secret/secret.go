// Package secret keeps a credential or a token out of everything that is printed: it never prints itself, and takes
// what others repeat of it out of their texts.
package secret

import (
	"cmp"
	"encoding/base64"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Secret knows the forms in which a secret may be repeated. The zero value knows none.
//
// The forms are behind a function, so that nothing that prints or dumps a value shows them.
type Secret struct {
	known func() []string // the longest first, lest a shorter one leave a rest of it
}

// New returns a secret that consists of values, each of which is removed: as it is, escaped for a URL, for a JSON or a
// Go string or for HTML in the way of Go's own packages, and inside of anything that is in base64. An empty value counts for nothing.
func New(values ...string) Secret {
	var forms []string
	for _, value := range values {
		if value != "" {
			forms = append(forms, formsOf(value)...)
		}
	}
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	forms = slices.Compact(forms)
	return Secret{func() []string { return forms }}
}

func (s Secret) forms() []string {
	if s.known == nil {
		return nil
	}
	return s.known()
}

var (
	inHTML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")
	inJSON = strings.NewReplacer("&", `\u0026`, "<", `\u003c`, ">", `\u003e`, `"`, `\"`, `\`, `\\`)
)

func formsOf(value string) []string {
	quoted := strconv.Quote(value)
	forms := []string{
		value,
		url.QueryEscape(value),
		url.PathEscape(value),
		quoted[1 : len(quoted)-1],
		inJSON.Replace(value),
		strings.ReplaceAll(value, "/", `\/`),
		inHTML.Replace(value),
		strings.ReplaceAll(inHTML.Replace(value), "&#34;", "&quot;"),
	}
	// Base64 writes three bytes as four characters, so a text that has the value in it shows it in one of three ways. The
	// characters at both ends that depend on what stands there are left out.
	for before := range 3 {
		text := base64.RawStdEncoding.EncodeToString([]byte("\x00\x00"[:before] + value))
		text = text[(before*4+2)/3:]
		if (before+len(value))%3 != 0 {
			text = text[:len(text)-1]
		}
		if len(text) >= minBase64 {
			forms = append(forms, text, strings.NewReplacer("+", "-", "/", "_").Replace(text))
		}
	}
	return forms
}

// minBase64 is the length from which on a form is no coincidence.
const minBase64 = 8

// Redact removes the secret from a text.
func (s Secret) Redact(text string) string {
	for _, form := range s.forms() {
		text = strings.ReplaceAll(text, form, "REDACTED")
	}
	return text
}

// RedactHead redacts the first bytes of a text, whose cut may go through the secret.
func (s Secret) RedactHead(text []byte, most int) string {
	if len(text) <= most {
		return s.Redact(string(text))
	}
	head := s.Redact(string(text[:most]))
	if forms := s.forms(); len(forms) > 0 {
		head = head[:max(0, len(head)-len(forms[0]))]
	}
	return head
}

// RedactError returns an error as it is, unless its text has the secret in it: then only the text is kept.
func (s Secret) RedactError(err error) error {
	text := err.Error()
	if clean := s.Redact(text); clean != text {
		return errors.New(clean)
	}
	return err
}
