package secret

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Credential authorises calls of the API: the headers that do it, and what to redact.
type Credential struct {
	Secret
	header func() http.Header
}

func newCredential(secret string, header http.Header) Credential {
	return Credential{New(secret), func() http.Header { return header }}
}

// Token is an API token as a credential.
func Token(token string) Credential {
	return newCredential(token, http.Header{"Authorization": {"Bearer " + token}})
}

// Key is an e-mail address with the Global API Key of its user as a credential.
func Key(email, key string) Credential {
	return newCredential(key, http.Header{"X-Auth-Email": {email}, "X-Auth-Key": {key}})
}

// headers are all that the API takes for a credential.
var headers = []string{"Authorization", "X-Auth-Email", "X-Auth-Key", "X-Auth-User-Service-Key"}

// Apply returns a copy of a header in which the credential is the only one. The header of the caller stays as it is: it
// is in the request that comes back with the response.
func (c Credential) Apply(header http.Header) http.Header {
	sent := make(http.Header, len(header)+4)
	for name, values := range header {
		if !slices.ContainsFunc(headers, func(header string) bool { return strings.EqualFold(header, name) }) {
			sent[name] = values
		}
	}
	maps.Copy(sent, c.header())
	return sent
}

// Valid reports whether a text can be the value of a header that holds a credential.
func Valid(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return text != ""
}
