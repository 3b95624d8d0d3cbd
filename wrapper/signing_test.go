package wrapper_test

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

const (
	keyID = "8f926b2b01f383510025a78a4dcbf6a1"
	keys  = "../internal/signing/testdata/"
)

func keyText(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(keys + name)
	require.NoError(t, err)
	return string(text)
}

func signingKey(t testing.TB, name string) wrapper.SigningKey {
	t.Helper()
	key, err := wrapper.ParseSigningKey(keyText(t, name))
	require.NoError(t, err)
	return key.WithID(keyID)
}

func TestOptionsOfATokenAreChecked(t *testing.T) {
	client := unsendable(t)
	for name, options := range map[string]wrapper.TokenOptions{
		"more than a day":  {Expires: 24*time.Hour + time.Second},
		"in the past":      {Expires: -time.Second},
		"under a second":   {Expires: time.Second - 1},
		"valid too late":   {Expires: time.Hour, NotBefore: time.Now().Add(2 * time.Hour)},
		"six access rules": {AccessRules: make([]wrapper.AccessRule, 6)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.Token(t.Context(), video, options)
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
			_, err = client.SignedURL(t.Context(), video, ready, wrapper.WithTokenOptions(options))
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
		})
	}
}

func TestWhatATokenAllowsIsWhatWasAskedFor(t *testing.T) {
	for name, opts := range byKeyOrService(t) {
		simulate(t, name, func(t *testing.T) {
			s, download := private(t, nil, opts...)
			later, err := s.client.SignedURL(t.Context(), emulator.DefaultVideo, download, wrapper.WithTokenOptions(wrapper.TokenOptions{
				NotBefore: time.Now().Add(time.Minute), AccessRules: []wrapper.AccessRule{{Type: gen.AccessRuleTypeAny, Action: gen.AccessRuleActionBlock}},
			}))
			require.NoError(t, err)
			assert.Equal(t, http.StatusUnauthorized, statusOf(t, s, later), "it is not valid yet")
			time.Sleep(2 * time.Minute)
			assert.Equal(t, http.StatusOK, statusOf(t, s, later))
			time.Sleep(57 * time.Minute)
			assert.Equal(t, http.StatusOK, statusOf(t, s, later), "it is valid for an hour")
			time.Sleep(2 * time.Minute)
			assert.Equal(t, http.StatusUnauthorized, statusOf(t, s, later))
			segments := strings.Split(later, "/")
			token := strings.Split(segments[len(segments)-3], ".")
			claims, err := base64.RawURLEncoding.DecodeString(token[1])
			require.NoError(t, err)
			assert.Contains(t, string(claims), `"accessRules":[{"action":"block","type":"any"}]`)
		})
	}
}

func TestASigningKeyIsCheckedAndItsTextIsNotRepeated(t *testing.T) {
	common := []wrapper.Option{wrapper.WithAPIToken("token"), wrapper.WithAccountID(account)}
	withoutID, err := wrapper.ParseSigningKey(keyText(t, "pkcs1.pem"))
	require.NoError(t, err)
	for name, test := range map[string]struct {
		key  wrapper.SigningKey
		want string
	}{
		"none":          {wrapper.SigningKey{}, "no private half"},
		"a public half": {signingKey(t, "public.pem"), "no private half"},
		"without an id": {withoutID, "no id"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := wrapper.New(append(common, wrapper.WithSigningKey(test.key))...)
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
			assert.ErrorContains(t, err, test.want)
		})
	}
	_, err = wrapper.ParseSigningKey("no key: " + secret)
	assert.ErrorIs(t, err, wrapper.ErrInvalid)
	assertNoSecret(t, err.Error())
}

func TestTheEnvironmentGivesTheSigningKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key.pem")
	require.NoError(t, os.WriteFile(file, []byte(keyText(t, "pkcs8.pem")), 0o600))
	for name, test := range map[string]struct {
		variables map[string]string
		want      string // of the error
	}{
		"a JWK":                 {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY": keyText(t, "private.jwk")}, ""},
		"a PEM with its id":     {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY": keyText(t, "pkcs1.pem"), "CLOUDFLARE_STREAM_SIGNING_KEY_ID": keyID}, ""},
		"a file with its id":    {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY_FILE": file, "CLOUDFLARE_STREAM_SIGNING_KEY_ID": keyID}, ""},
		"a PEM without its id":  {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY": keyText(t, "pkcs1.pem")}, "set CLOUDFLARE_STREAM_SIGNING_KEY_ID"},
		"what is no key":        {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY": "?"}, "CLOUDFLARE_STREAM_SIGNING_KEY"},
		"a key before a file":   {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY": keyText(t, "private.jwk"), "CLOUDFLARE_STREAM_SIGNING_KEY_FILE": "none"}, ""},
		"a file that is absent": {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY_FILE": file + "?"}, "CLOUDFLARE_STREAM_SIGNING_KEY_FILE"},
		"a key for a file":      {map[string]string{"CLOUDFLARE_STREAM_SIGNING_KEY_FILE": keyText(t, "pkcs1.pem")}, "does not name a file"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{"", "_FILE", "_ID"} {
				t.Setenv("CLOUDFLARE_STREAM_SIGNING_KEY"+variable, test.variables["CLOUDFLARE_STREAM_SIGNING_KEY"+variable])
			}
			_, err := wrapper.NewFromEnv(wrapper.WithAPIToken("token"), wrapper.WithAccountID(account))
			if test.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorIs(t, err, wrapper.ErrInvalid)
			assert.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "BEGIN")
			_, err = wrapper.NewFromEnv(wrapper.WithAPIToken("token"), wrapper.WithAccountID(account), wrapper.WithSigningKey(signingKey(t, "pkcs1.pem")))
			assert.NoError(t, err, "an option counts more")
		})
	}
}
