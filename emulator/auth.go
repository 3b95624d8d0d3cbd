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
	noAccess access = iota
	readOnly
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
		granted, refusal := c.accessOf(r.Header)
		account, reads := r.PathValue("account_id"), r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case granted == noAccess:
			refusal.ServeHTTP(w, r)
		case len(account) > maxIdentifierLength: // the gateway knows no such account, so it can't say what is wrong
			noRoute(r.URL.Path).ServeHTTP(w, r)
		case account != c.account, !reads && granted == readOnly:
			usualFailure(http.StatusForbidden).ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// accessOf returns what the credential of a request allows. A token takes precedence over a key, as on the service.
func (c *credentials) accessOf(header http.Header) (granted access, refusal response) {
	email, key := header.Get("X-Auth-Email"), header.Get("X-Auth-Key")
	switch {
	case len(header.Values("Authorization")) > 0:
		match := bearer.FindStringSubmatch(strings.TrimSpace(header.Get("Authorization")))
		if match == nil {
			return noAccess, malformedCredential()
		}
		granted = c.tokens[match[1]]
	case email == "" || key == "":
		return noAccess, failure(http.StatusBadRequest, message(9106, "Missing X-Auth-Key, X-Auth-Email or Authorization headers"))
	case c.keys[email] == key:
		granted = readAndWrite
	}
	return granted, usualFailure(http.StatusUnauthorized)
}

func malformedCredential() response {
	return failure(http.StatusBadRequest, gen.Message{
		Code:       6003,
		Message:    "Invalid request headers",
		ErrorChain: []gen.ChainedMessage{{Code: 6111, Message: "Invalid format for Authorization header"}},
	})
}
