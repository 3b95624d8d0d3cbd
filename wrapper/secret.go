package wrapper

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// credential is what authorises a call: ready-made headers, and nothing that prints. No error and no result
// ever holds one, since whoever dumps those by reflection gets around every method.
type credential struct {
	header http.Header
	forms  []string // of the secret, the longest first
}

func tokenCredential(token string) credential {
	return newCredential(http.Header{"Authorization": {"Bearer " + token}}, token)
}

func keyCredential(email, key string) credential {
	return newCredential(http.Header{"X-Auth-Email": {email}, "X-Auth-Key": {key}}, key)
}

func newCredential(header http.Header, secret string) credential {
	return credential{header: header, forms: formsOf(secret)}
}

// formsOf returns a secret as it may come back from a service: plain, or as a part of an address, of JSON, of
// a Go string, of HTML, or in base64. The longest comes first, lest a shorter one leave a rest of it.
func formsOf(secret string) []string {
	quoted := strconv.Quote(secret)
	inJSON, _ := json.Marshal(secret) // of a string it can't fail
	forms := []string{
		secret,
		url.QueryEscape(secret),
		url.PathEscape(secret),
		quoted[1 : len(quoted)-1],
		string(inJSON[1 : len(inJSON)-1]),
		strings.ReplaceAll(secret, "/", `\/`),
		strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(secret),
		base64.RawStdEncoding.EncodeToString([]byte(secret)),
		base64.RawURLEncoding.EncodeToString([]byte(secret)),
	}
	var distinct []string
	for _, form := range forms {
		if slices.Contains(distinct, form) {
			continue
		}
		distinct = append(distinct, form)
		for i := len(distinct) - 1; i > 0 && len(distinct[i]) > len(distinct[i-1]); i-- {
			distinct[i], distinct[i-1] = distinct[i-1], distinct[i]
		}
	}
	return distinct
}

// authHeaders are all that the API takes for a credential.
var authHeaders = [...]string{"Authorization", "X-Auth-Email", "X-Auth-Key", "X-Auth-User-Service-Key"}

func authorizes(name string) bool {
	for _, auth := range authHeaders {
		if strings.EqualFold(auth, name) {
			return true
		}
	}
	return false
}

// applied returns a copy of a header in which the credential is the only one. The header of the caller
// stays as it is: it is in the request that comes back with the reply.
func (c credential) applied(header http.Header) http.Header {
	sent := make(http.Header, len(header)+len(c.header)+2)
	for name, values := range header {
		if !authorizes(name) {
			sent[name] = values
		}
	}
	for name, values := range c.header {
		sent[name] = values
	}
	return sent
}

// redact removes the secrets from a text of the service, which may repeat what it was sent.
func (c credential) redact(text string) string {
	for _, form := range c.forms {
		text = strings.ReplaceAll(text, form, "REDACTED")
	}
	return text
}

// redactHead redacts the first bytes of a text, whose cut may go through a secret.
func (c credential) redactHead(text []byte, most int) string {
	if len(text) <= most {
		return c.redact(string(text))
	}
	head := c.redact(string(text[:most]))
	return head[:max(0, len(head)-len(c.forms[0]))]
}

// redactError returns an error as it is, unless its text has a secret in it: then only the text is kept.
func (c credential) redactError(err error) error {
	text := err.Error()
	if clean := c.redact(text); clean != text {
		return errors.New(clean)
	}
	return err
}

// Format writes nothing of the credential, whatever the verb.
func (credential) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "REDACTED") }

// visible reports whether s can be the value of a header that holds a credential.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return s != ""
}
