package signing_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/signing"
)

const keyID = "8f926b2b01f383510025a78a4dcbf6a1"

func read(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(text)
}

func parse(t testing.TB, name string) signing.Key {
	t.Helper()
	key, err := signing.Parse(read(t, name))
	require.NoError(t, err)
	return key
}

func TestParseReadsEveryFormOfAKey(t *testing.T) {
	forms := map[string]func(text string) string{
		"as it is":             func(text string) string { return text },
		"base64":               func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) },
		"base64url":            func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) },
		"base64 in lines":      func(text string) string { return inLines(base64.StdEncoding.EncodeToString([]byte(text))) },
		"with blanks around":   func(text string) string { return "\n  " + text + "\r\n" },
		"with Windows lines":   func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") },
		"with a mark at start": func(text string) string { return "\ufeff" + text },
	}
	keys := []struct {
		file string
		id   string
		sign bool
	}{
		{"pkcs1.pem", "", true},
		{"pkcs8.pem", "", true},
		{"private.jwk", keyID, true},
		{"public.pem", "", false},
		{"public-pkcs1.pem", "", false},
		{"public.jwk", keyID, false},
	}
	want := parse(t, "pkcs1.pem").Thumbprint()
	for _, test := range keys {
		for name, form := range forms {
			t.Run(test.file+" "+name, func(t *testing.T) {
				key, err := signing.Parse(form(read(t, test.file)))
				require.NoError(t, err)
				assert.False(t, key.IsZero())
				assert.Equal(t, test.id, key.ID())
				assert.Equal(t, test.sign, key.CanSign())
				assert.Equal(t, want, key.Thumbprint(), "another key was read")
			})
		}
	}
}

func inLines(text string) string {
	var lines strings.Builder
	for len(text) > 64 {
		lines.WriteString(text[:64] + "\n")
		text = text[64:]
	}
	return lines.String() + text + "\n"
}

func TestParseRefusesWhatIsNoSigningKey(t *testing.T) {
	pem, jwk := read(t, "pkcs1.pem"), read(t, "private.jwk")
	tests := map[string]struct {
		text string
		want string
	}{
		"nothing":                     {"", "empty"},
		"blanks":                      {" \n", "empty"},
		"a word":                      {"hello, world", "neither a PEM, nor a JWK, nor base64"},
		"base64 of a word":            {"aGVsbG8gd29ybGQ=", "its base64 holds neither a PEM nor a JWK"},
		"twice base64":                {twice(pem), "its base64 holds neither a PEM nor a JWK"},
		"a very long text":            {strings.Repeat("A", 1<<20), "longer than"},
		"PEM without line breaks":     {strings.ReplaceAll(pem, "\n", " "), "malformed PEM"},
		"PEM cut off":                 {pem[:len(pem)/2], "malformed PEM"},
		"PEM with damage":             {strings.Replace(pem, pem[100:140], strings.Repeat("A", 40), 1), "no valid key"},
		"two PEMs":                    {pem + pem, "want one key alone"},
		"PEM with a passphrase":       {read(t, "encrypted.pem"), "without a passphrase"},
		"PEM of a certificate":        {strings.ReplaceAll(pem, "RSA PRIVATE KEY", "CERTIFICATE"), "holds no key"},
		"PEM of an elliptic curve":    {read(t, "elliptic.pem"), "holds no RSA key"},
		"key of 1,024 bits":           {read(t, "short.pem"), "1024 bits"},
		"JWK of 24 bits":              {`{"kty":"RSA","n":"AQAB","e":"AQAB"}`, "17 bits"},
		"JWK cut off":                 {jwk[:len(jwk)/2], "malformed JWK"},
		"JWK with a name twice":       {strings.Replace(jwk, `{`, `{"kty":"RSA",`, 1), "malformed JWK"},
		"JWK of an elliptic curve":    {`{"kty":"EC"}`, "for something else"},
		"JWK for encryption":          {strings.Replace(jwk, "RS256", "RSA-OAEP", 1), "for something else"},
		"JWK with another private":    {strings.Replace(jwk, `"d":"`, `"d":"BBBB`, 1), "no valid key"},
		"JWK without primes":          {withoutPrimes(t, jwk), "no valid key"},
		"JWK with a huge exponent":    {strings.Replace(jwk, `"AQAB"`, `"AQABAQABAQAB"`, 1), "exponent"},
		"JWK with an even exponent":   {strings.Replace(jwk, `"AQAB"`, `"AQAA"`, 1), "exponent"},
		"JWK with an exponent of 1":   {strings.Replace(jwk, `"AQAB"`, `"AQ"`, 1), "exponent"},
		"JWK with something behind":   {jwk + jwk, "malformed JWK"},
		"JWK with numbers for values": {`{"kty":"RSA","n":17,"e":3}`, "malformed JWK"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			key, err := signing.Parse(test.text)
			require.ErrorContains(t, err, "signing key: ")
			require.ErrorContains(t, err, test.want)
			assert.True(t, key.IsZero())
			assert.Empty(t, key.ID())
			if len(test.text) > 20 {
				for _, word := range strings.Fields(test.text) {
					assert.False(t, len(word) > 20 && strings.Contains(err.Error(), word), "the error repeats the text")
				}
			}
		})
	}
}

func twice(text string) string {
	once := base64.StdEncoding.EncodeToString([]byte(text))
	return base64.StdEncoding.EncodeToString([]byte(once))
}

func withoutPrimes(t *testing.T, jwk string) string {
	t.Helper()
	var values map[string]string
	require.NoError(t, json.Unmarshal([]byte(jwk), &values))
	delete(values, "p")
	delete(values, "q")
	text, err := json.Marshal(values)
	require.NoError(t, err)
	return string(text)
}

// What a key is made of appears nowhere, be it printed alone or as a part of something.
func TestAKeyNeverPrintsItself(t *testing.T) {
	key := parse(t, "private.jwk")
	holder := struct {
		Key    signing.Key
		hidden signing.Key
		ref    *signing.Key
	}{key, key, &key}
	var printed strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%T", "%t"} {
		fmt.Fprintf(&printed, verb+verb+verb+"\n", key, &key, holder)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&printed, nil), slog.NewJSONHandler(&printed, nil)} {
		slog.New(handler).Info("", "key", key, "holder", holder)
	}
	encoded, err := json.Marshal(holder)
	require.NoError(t, err)
	printed.Write(encoded)

	var parts map[string]string
	require.NoError(t, json.Unmarshal([]byte(read(t, "private.jwk")), &parts))
	for _, name := range []string{"d", "p", "q", "dp", "dq", "qi"} {
		bytes, err := base64.RawURLEncoding.DecodeString(parts[name])
		require.NoError(t, err)
		number := new(big.Int).SetBytes(bytes)
		for _, form := range []string{parts[name], number.String(), number.Text(16), strings.ToUpper(number.Text(16))} {
			assert.NotContains(t, printed.String(), form, name)
		}
	}
	assert.Contains(t, printed.String(), "signing key "+parts["kid"])
}

func TestAKeyWithoutAnIdentifierSaysSo(t *testing.T) {
	assert.Equal(t, "no signing key", signing.Key{}.String())
	assert.Equal(t, "signing key without an id", parse(t, "pkcs8.pem").String())
	assert.Equal(t, "signing key "+keyID, parse(t, "pkcs8.pem").WithID(keyID).String())
	assert.Empty(t, signing.Key{}.Thumbprint())
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"pkcs1.pem", "pkcs8.pem", "private.jwk", "public.pem", "public-pkcs1.pem", "public.jwk", "encrypted.pem", "elliptic.pem", "short.pem"} {
		text := read(f, name)
		f.Add(text)
		f.Add(base64.StdEncoding.EncodeToString([]byte(text)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := signing.Parse(text)
		if (err == nil) == key.IsZero() {
			t.Fatalf("key %v and error %v", key, err)
		}
		if err == nil && key.CanSign() {
			key = key.WithID(keyID) // a JWK may name any
			token, err := key.SignJSON(struct{}{})
			if err != nil {
				t.Fatalf("a key that was taken can't sign: %v", err)
			}
			if _, err := signing.Verify(token, key); err != nil {
				t.Fatalf("a key that was taken signs wrongly: %v", err)
			}
		}
	})
}
