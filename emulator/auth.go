package emulator

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
)

var bearer = regexp.MustCompile(`^(?i:bearer) +([A-Za-z0-9_.~+/-]+=*)$`)

// access is what a credential allows.
type access int

const (
	readOnly access = iota + 1
	readAndWrite
)

// credentials are those that a server knows, and the account that they are good for.
type credentials struct {
	account string
	tokens  map[string]access
	keys    map[string]string // by e-mail address
}

// authenticate refuses a request whose credential doesn't allow what it asks for.
func (c *credentials) authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refusal, refused := c.refuse(r); refused {
			refusal.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (c *credentials) refuse(r *http.Request) (refusal response, refused bool) {
	access, refusal, known := c.accessOf(r.Header)
	if !known {
		return refusal, true
	}
	account := r.PathValue("account_id")
	switch {
	case len(account) > maxIdentifierLength:
		return noRoute(r.URL.Path), true // the gateway knows no such account, so it can't say what is wrong
	case account != c.account, r.Method != http.MethodGet && r.Method != http.MethodHead && access == readOnly:
		return unauthenticated(http.StatusForbidden), true
	}
	return response{}, false
}

// accessOf returns what the credential of a request allows. A token takes precedence over a key, as on the service.
func (c *credentials) accessOf(header http.Header) (access, response, bool) {
	email, key := header.Get("X-Auth-Email"), header.Get("X-Auth-Key")
	switch {
	case len(header.Values("Authorization")) > 0:
		match := bearer.FindStringSubmatch(strings.TrimSpace(header.Get("Authorization")))
		if match == nil {
			return 0, malformedCredential(), false
		}
		granted, known := c.tokens[match[1]]
		return granted, unauthenticated(http.StatusUnauthorized), known
	case email != "" && key != "":
		return readAndWrite, unauthenticated(http.StatusUnauthorized), c.keys[email] == key
	default:
		return 0, failure(http.StatusBadRequest,
			message(9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers")), false
	}
}

func malformedCredential() response {
	return failure(http.StatusBadRequest, gen.Message{
		Code:       6003,
		Message:    "Invalid request headers",
		ErrorChain: []gen.ChainedMessage{{Code: 6111, Message: "Invalid format for Authorization header"}},
	})
}
