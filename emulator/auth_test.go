package emulator_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestOnlyAGoodCredentialMayCall(t *testing.T) {
	const (
		authenticationError = `{"result":null,"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[]}`
		missing             = `{"result":null,"success":false,"errors":[{"code":9106,"message":"Missing X-Auth-Key, X-Auth-Email or Authorization headers"}],"messages":[]}`
		malformed           = `{"result":null,"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}],"messages":[]}`
	)
	key := func(email, key string) http.Header { return http.Header{"X-Auth-Email": {email}, "X-Auth-Key": {key}} }
	tests := map[string]struct {
		header http.Header
		method string
		status int
		body   string // checked when the call is refused
	}{
		"the token":                       {bearer(emulator.DefaultToken), "GET", 200, ""},
		"the token, in lower case scheme": {http.Header{"Authorization": {"bearer " + emulator.DefaultToken}}, "GET", 200, ""},
		"e-mail and key":                  {key(emulator.DefaultEmail, emulator.DefaultKey), "GET", 200, ""},
		"another token that was added":    {bearer("added"), "POST", 200, ""},
		"another key that was added":      {key("a@example.com", "b"), "POST", 200, ""},
		"a read-only token, listing":      {bearer("reader"), "GET", 200, ""},
		"a read-only token, creating":     {bearer("reader"), "POST", 403, authenticationError},
		"a read-only token, deleting":     {bearer("reader"), "DELETE", 403, authenticationError},
		"an unknown token":                {bearer("unknown"), "GET", 401, authenticationError},
		"the wrong key":                   {key(emulator.DefaultEmail, "wrong"), "GET", 401, authenticationError},
		"an unknown e-mail":               {key("nobody@example.com", ""), "GET", 400, missing},
		"nothing":                         {http.Header{}, "GET", 400, missing},
		"a key without an e-mail":         {key("", emulator.DefaultKey), "GET", 400, missing},
		"an empty token":                  {bearer(""), "GET", 400, malformed},
		"another scheme":                  {http.Header{"Authorization": {"Basic dXNlcjpwYXNz"}}, "GET", 400, malformed},
		"a token with a space in it":      {bearer("a b"), "GET", 400, malformed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := inProcess(t, emulator.WithToken("added"), emulator.WithReadOnlyToken("reader"), emulator.WithKey("a@example.com", "b"))
			a := c.do(test.method, c.downloads(emulator.DefaultVideo), test.header, "")
			assert.Equal(t, test.status, a.StatusCode)
			if test.status != http.StatusOK {
				assert.JSONEq(t, test.body, string(a.body))
			}
		})
	}
}

func TestACredentialIsGoodForOneAccount(t *testing.T) {
	c := inProcess(t, emulator.WithAccount("mine"))
	a := c.api(http.MethodGet, emulator.DefaultVideo, "")
	assert.Equal(t, http.StatusForbidden, a.StatusCode)
	assert.Contains(t, string(a.body), `"code":10000`)
	assert.Equal(t, http.StatusOK, c.do(http.MethodGet, c.base+"/accounts/mine/stream/"+emulator.DefaultVideo+"/downloads", c.auth, "").StatusCode)
}
