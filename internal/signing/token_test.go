package signing_test

import (
	"crypto"
	"crypto/rsa"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/signing"
)

const video = "ea95132c15732412d22c1476fa83f27a"

var (
	expires   = signing.Seconds(1767700000)
	notBefore = signing.Seconds(1767696400)
	rules     = []gen.AccessRule{
		{Type: gen.AccessRuleTypeCountry, Action: gen.AccessRuleActionAllow, Country: []string{"CH", "DE"}},
		{Type: gen.AccessRuleTypeAny, Action: gen.AccessRuleActionBlock},
	}
	claims = signing.Claims{Sub: video, Expires: expires, NotBefore: notBefore, Downloadable: true, AccessRules: rules}
)

// The token of the file was made by openssl.
func TestSignMakesTheSameTokenAsOpenSSL(t *testing.T) {
	want := strings.TrimSpace(read(t, "token.golden"))
	for _, file := range []string{"pkcs1.pem", "pkcs8.pem", "private.jwk"} {
		t.Run(file, func(t *testing.T) {
			token, err := parse(t, file).WithID(keyID).Sign(claims)
			require.NoError(t, err)
			assert.Equal(t, want, token)
		})
	}
}

func TestWhatIsNotSetIsNotInTheToken(t *testing.T) {
	token, err := parse(t, "private.jwk").Sign(signing.Claims{Sub: video, Expires: expires})
	require.NoError(t, err)
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	require.NoError(t, err)
	assert.Equal(t, `{"sub":"`+video+`","kid":"`+keyID+`","exp":1767700000}`, string(payload))
}

func TestSignNeedsAKeyAndWhatTheTokenIsFor(t *testing.T) {
	tests := map[string]struct {
		key    signing.Key
		claims signing.Claims
		want   string
	}{
		"no key":              {signing.Key{}, claims, "private half"},
		"a public key":        {parse(t, "public.jwk"), claims, "private half"},
		"a key without an id": {parse(t, "pkcs1.pem"), claims, "identifier of the key"},
		"no video":            {parse(t, "private.jwk"), signing.Claims{Expires: expires}, "a video"},
		"no expiry":           {parse(t, "private.jwk"), signing.Claims{Sub: video}, "time of expiry"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := test.key.Sign(test.claims)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestVerifyReturnsTheClaims(t *testing.T) {
	private := jwtKey(t, "pkcs1.pem")
	numbers := jwt.MapClaims{"sub": video, "kid": keyID, "exp": 1767700000, "nbf": 1767696400, "downloadable": true, "more": 1}
	texts := jwt.MapClaims{"sub": video, "kid": keyID, "exp": "1767700000", "nbf": "1767696400", "downloadable": true}
	ours, err := parse(t, "private.jwk").Sign(claims)
	require.NoError(t, err)
	tests := map[string]struct {
		token string
		key   string
		rules []gen.AccessRule
	}{
		"of our own":          {ours, "private.jwk", rules},
		"the public half":     {ours, "public.jwk", rules},
		"a key without an id": {ours, "public.pem", rules},
		"times as numbers":    {jwtSigned(t, jwt.SigningMethodRS256, keyID, numbers, private), "public.jwk", nil},
		"times as texts":      {jwtSigned(t, jwt.SigningMethodRS256, keyID, texts, private), "public.jwk", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := signing.Verify(test.token, parse(t, "other.pem"), parse(t, test.key))
			require.NoError(t, err)
			want := claims
			want.KeyID, want.AccessRules = keyID, test.rules
			assert.Equal(t, want, got)
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	private, public := jwtKey(t, "pkcs1.pem"), read(t, "public.pem")
	good := jwt.MapClaims{"sub": video, "kid": keyID, "exp": 1767700000}
	signed := jwtSigned(t, jwt.SigningMethodRS256, keyID, good, private)
	parts := strings.Split(signed, ".")
	block, _ := pem.Decode([]byte(public))
	tests := map[string]struct{ token, want string }{
		"nothing":                        {"", "three parts"},
		"two parts":                      {parts[0] + "." + parts[1], "three parts"},
		"four parts":                     {signed + ".x", "three parts"},
		"a header that is no base64":     {"?." + parts[1] + "." + parts[2], "header"},
		"a header that is no JSON":       {"AAAA." + parts[1] + "." + parts[2], "header"},
		"a line break at the end":        {signed + "\n", "three parts"},
		"an algorithm in lower case":     {encoded(`{"alg":"rs256","kid":"`+keyID+`"}`) + "." + parts[1] + "." + parts[2], `algorithm "rs256"`},
		"a key id that is a number":      {encoded(`{"alg":"RS256","kid":1}`) + "." + parts[1] + "." + parts[2], "header"},
		"a critical extension":           {withHeader(t, `{"alg":"RS256","kid":"`+keyID+`","crit":["b64"],"b64":false}`, `{"sub":"a"}`), "not supported"},
		"no algorithm":                   {jwtSigned(t, jwt.SigningMethodNone, keyID, good, jwt.UnsafeAllowNoneSignatureType), `algorithm "none"`},
		"HS256 with the public key":      {jwtSigned(t, jwt.SigningMethodHS256, keyID, good, []byte(public)), `algorithm "HS256"`},
		"HS256 with its DER":             {jwtSigned(t, jwt.SigningMethodHS256, keyID, good, block.Bytes), `algorithm "HS256"`},
		"RS512":                          {jwtSigned(t, jwt.SigningMethodRS512, keyID, good, private), `algorithm "RS512"`},
		"PS256":                          {jwtSigned(t, jwt.SigningMethodPS256, keyID, good, private), `algorithm "PS256"`},
		"no key named":                   {jwtSigned(t, jwt.SigningMethodRS256, nil, good, private), "unknown key"},
		"an unknown key":                 {jwtSigned(t, jwt.SigningMethodRS256, "another", good, private), `unknown key "another"`},
		"another key under the name":     {jwtSigned(t, jwt.SigningMethodRS256, keyID, good, jwtKey(t, "other.pem")), "the signature is not"},
		"no signature":                   {parts[0] + "." + parts[1] + ".", "the signature is not"},
		"a signature with padding":       {signed + "==", "not base64url"},
		"another payload":                {parts[0] + "." + encoded(`{"sub":"other","exp":1}`) + "." + parts[2], "the signature is not"},
		"an expiry that is no number":    {jwtSigned(t, jwt.SigningMethodRS256, keyID, jwt.MapClaims{"exp": "soon"}, private), "claims"},
		"an expiry that is null":         {jwtSigned(t, jwt.SigningMethodRS256, keyID, jwt.MapClaims{"exp": nil}, private), "claims"},
		"claims that name another key":   {jwtSigned(t, jwt.SigningMethodRS256, keyID, jwt.MapClaims{"exp": 1, "kid": "b"}, private), "different keys"},
		"claims of another type":         {jwtSigned(t, jwt.SigningMethodRS256, keyID, jwt.MapClaims{"sub": 1}, private), "claims"},
		"a claim twice":                  {signedText(t, `{"sub":"a","sub":"b"}`), "claims"},
		"claims with something behind":   {signedText(t, `{"sub":"a"}{}`), "claims"},
		"downloadable that is no choice": {jwtSigned(t, jwt.SigningMethodRS256, keyID, jwt.MapClaims{"downloadable": "true"}, private), "claims"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := signing.Verify(test.token, parse(t, "public.jwk"), signing.Key{})
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestAGeneratedKeySignsForItself(t *testing.T) {
	key, err := signing.Generate()
	require.NoError(t, err)
	assert.Len(t, key.ID(), 32)
	token, err := key.Sign(claims)
	require.NoError(t, err)
	_, err = signing.Verify(token, key)
	require.NoError(t, err)
}

func FuzzVerify(f *testing.F) {
	key := parse(f, "private.jwk")
	f.Add(strings.TrimSpace(read(f, "token.golden")))
	f.Add("e30.e30.")
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := signing.Verify(token, key); err == nil && token != strings.TrimSpace(read(t, "token.golden")) {
			t.Fatalf("a token that was not signed is accepted: %s", token)
		}
	})
}

func jwtKey(t *testing.T, file string) *rsa.PrivateKey {
	t.Helper()
	key, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(read(t, file)))
	require.NoError(t, err)
	return key
}

func jwtSigned(t *testing.T, method jwt.SigningMethod, kid any, claims jwt.MapClaims, key any) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	if kid != nil {
		token.Header["kid"] = kid
	}
	signed, err := token.SignedString(key)
	require.NoError(t, err)
	return signed
}

// signedText signs claims that no encoder would write.
func signedText(t *testing.T, claims string) string {
	t.Helper()
	return withHeader(t, `{"alg":"RS256","kid":"`+keyID+`"}`, claims)
}

func withHeader(t *testing.T, header, claims string) string {
	t.Helper()
	text := encoded(header) + "." + encoded(claims)
	digest := crypto.SHA256.New()
	digest.Write([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, jwtKey(t, "pkcs1.pem"), crypto.SHA256, digest.Sum(nil))
	require.NoError(t, err)
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
