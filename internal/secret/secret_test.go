package secret

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// value has what a token never has, so that each way to write it differs.
const value = `s3cr3t/T+k=n"<&>'\%z-0123456789?~abcdefghijklmnop`

func TestRedactRemovesEveryFormOfTheSecret(t *testing.T) {
	quotedJSON, _ := json.Marshal(value)
	quotedGo := strconv.Quote(value)
	for name, form := range map[string]string{
		"plain":                    value,
		"in a query":               url.QueryEscape(value),
		"in a path":                url.PathEscape(value),
		"in JSON":                  string(quotedJSON),
		"in JSON of other makers":  strings.ReplaceAll(value, "/", `\/`),
		"in a Go string":           quotedGo,
		"in HTML":                  html.EscapeString(value),
		"in HTML of other makers":  strings.ReplaceAll(html.EscapeString(value), "&#34;", "&quot;"),
		"twice":                    value + value,
		"in base64":                base64.StdEncoding.EncodeToString([]byte(value)),
		"in base64 for a URL":      base64.URLEncoding.EncodeToString([]byte(value)),
		"a header in base64":       base64.StdEncoding.EncodeToString([]byte("Bearer " + value)),
		"a line of text in base64": base64.StdEncoding.EncodeToString([]byte("a token: " + value + ", it was said")),
		"basic auth":               base64.RawURLEncoding.EncodeToString([]byte("user@example.com:" + value)),
	} {
		t.Run(name, func(t *testing.T) {
			redacted := New(value).Redact("before " + form + " after")
			assert.Contains(t, redacted, "REDACTED")
			for at := range len(value) - 5 {
				assert.NotContains(t, redacted, value[at:at+5])
				assert.NotContains(t, decoded(redacted), value[at:at+5])
			}
		})
	}
}

// decoded is all that a text with base64 in it may stand for: its characters come in groups of four.
func decoded(text string) (all string) {
	text = strings.NewReplacer("+", "-", "/", "_").Replace(text)
	for from := range text {
		for to := from + 8; to <= len(text) && to < from+16; to += 4 {
			part, _ := base64.RawURLEncoding.DecodeString(text[from:to])
			all += string(part) + " "
		}
	}
	return all
}

func TestRedactHeadLeavesNoHalfOfASecret(t *testing.T) {
	text := []byte(strings.Repeat(".", 90) + value)
	assert.NotContains(t, New(value).RedactHead(text, 100), value[:5])
	assert.Equal(t, strings.Repeat(".", 90)+"REDACTED", New(value).RedactHead(text, 1000))
}

func TestRedactError(t *testing.T) {
	plain := errors.New("connection refused")
	assert.Equal(t, plain, New(value).RedactError(plain))
	assert.EqualError(t, New(value).RedactError(fmt.Errorf("get %s: %w", value, plain)), "get REDACTED: connection refused")
}

func TestASecretNeverPrints(t *testing.T) {
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, held := range []any{New(value), Token(value), Key("user@example.com", value), []any{Token(value)}, struct{ Field any }{Token(value)}} {
			assert.NotContains(t, fmt.Sprintf(verb, held), value[:8], verb)
		}
	}
}

func TestAnEmptySecretRedactsNothing(t *testing.T) {
	assert.Equal(t, "text", New("").Redact("text"))
	assert.Equal(t, "te", Secret{}.RedactHead([]byte("text"), 2))
}

func TestACredentialIsTheOnlyOneInAHeader(t *testing.T) {
	before := http.Header{"Accept": {"*/*"}, "authorization": {"Bearer other"}, "X-Auth-Key": {"other"}, "X-Auth-User-Service-Key": {"other"}}
	assert.Equal(t, http.Header{"Accept": {"*/*"}, "Authorization": {"Bearer mine"}}, Token("mine").Apply(before))
	assert.Equal(t, http.Header{"Accept": {"*/*"}, "X-Auth-Email": {"me@example.com"}, "X-Auth-Key": {"mine"}}, Key("me@example.com", "mine").Apply(before))
	assert.Len(t, before, 4, "the header of the caller stays as it is")
}

func TestValid(t *testing.T) {
	for text, want := range map[string]bool{"": false, "token": true, "to ken": false, "token\n": false, "tokén": false, "\"token\"": true} {
		assert.Equal(t, want, Valid(text), "%q", text)
	}
}
