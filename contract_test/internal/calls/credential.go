package calls

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

// Credential is one of the ways to authorise a call.
type Credential struct {
	Name   string // of the way; it holds nothing secret
	Header http.Header
	Option wrapper.Option // nil if the wrapper would not send such a credential
}

// Token is an API token.
func Token(token string) Credential {
	return Credential{"token", http.Header{"Authorization": {"Bearer " + token}}, wrapper.WithAPIToken(token)}
}

// Key is the e-mail address of a user and a Global API Key.
func Key(email, key string) Credential {
	return Credential{"key", http.Header{"X-Auth-Email": {email}, "X-Auth-Key": {key}}, wrapper.WithAPIKey(email, key)}
}

// Editor makes the generated client send the credential.
func (c Credential) Editor() gen.RequestEditorFn {
	return func(_ context.Context, req *http.Request) error {
		for name, values := range c.Header {
			req.Header[name] = values
		}
		return nil
	}
}

// SentIn reports whether a header has the credential, and no other.
func (c Credential) SentIn(header http.Header) bool {
	for _, name := range []string{"Authorization", "X-Auth-Email", "X-Auth-Key"} {
		if !slices.Equal(header[name], c.Header[name]) {
			return false
		}
	}
	return true
}

// Secret is what is secret in a credential, to be removed from a text.
func (c Credential) Secret() []string {
	var values []string
	for _, sent := range c.Header {
		for _, value := range sent {
			values = append(values, strings.TrimPrefix(value, "Bearer "))
		}
	}
	return values
}

// Refused are credentials that no server may accept.
func Refused() []Credential {
	const unknown = "0000000000000000000000000000000000000000"
	return []Credential{
		{Name: "no credential"},
		{Name: "unknown token", Header: http.Header{"Authorization": {"Bearer " + unknown}}},
		{Name: "malformed token", Header: http.Header{"Authorization": {"Bearer"}}},
		{Name: "unknown key", Header: http.Header{"X-Auth-Email": {"nobody@example.com"}, "X-Auth-Key": {unknown[:32]}}},
		{Name: "key without e-mail", Header: http.Header{"X-Auth-Key": {unknown[:32]}}},
		{Name: "e-mail without key", Header: http.Header{"X-Auth-Email": {"nobody@example.com"}}},
	}
}
