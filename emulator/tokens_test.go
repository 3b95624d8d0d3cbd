package emulator_test

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

const (
	privateVideo = "5d5bc37ffcf54c9b82e996823bffbb81"
	signingKeyID = "8f926b2b01f383510025a78a4dcbf6a1"
)

func keyFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../internal/signing/testdata/" + name)
	require.NoError(t, err)
	return string(text)
}

func rsaKey(t *testing.T, name string) *rsa.PrivateKey {
	t.Helper()
	key, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(keyFile(t, name)))
	require.NoError(t, err)
	return key
}

// signed makes a token. A claim of the changes that is nil is left out.
func signed(t *testing.T, method jwt.SigningMethod, key any, kid any, changes jwt.MapClaims) string {
	t.Helper()
	claims := jwt.MapClaims{"sub": privateVideo, "kid": signingKeyID, "exp": time.Now().Add(time.Hour).Unix(), "downloadable": true}
	for name, value := range changes {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	token := jwt.NewWithClaims(method, claims)
	if kid != nil {
		token.Header["kid"] = kid
	}
	text, err := token.SignedString(key)
	require.NoError(t, err)
	return text
}

func privateReady(t *testing.T, options ...emulator.Option) *caller {
	t.Helper()
	return ready(t, []string{privateVideo}, append([]emulator.Option{emulator.WithPrivate(privateVideo)}, options...)...)
}

func TestATokenOpensAPrivateVideo(t *testing.T) {
	in := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	tests := map[string]struct {
		key     string
		changes jwt.MapClaims
	}{
		"times as numbers":        {"public.jwk", jwt.MapClaims{"exp": in(time.Hour), "nbf": in(-time.Hour)}},
		"times as texts":          {"public.jwk", jwt.MapClaims{"exp": strconv.FormatInt(in(time.Hour), 10), "nbf": strconv.FormatInt(in(-time.Hour), 10)}},
		"the longest life":        {"public.jwk", jwt.MapClaims{"exp": in(24*time.Hour - time.Second)}},
		"no kid in the claims":    {"public.jwk", jwt.MapClaims{"kid": nil}},
		"a key that is private":   {"private.jwk", nil},
		"a PEM, PKCS#1":           {"pkcs1.pem", nil},
		"a PEM, PKCS#8":           {"pkcs8.pem", nil},
		"a PEM of the public key": {"public.pem", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := privateReady(t, emulator.WithSigningKey(keyFile(t, "other.pem")), emulator.WithSigningKey(keyFile(t, test.key)))
			token := signed(t, jwt.SigningMethodRS256, rsaKey(t, "pkcs1.pem"), signingKeyID, test.changes)
			for _, file := range []string{"default.mp4", "audio.m4a"} {
				assert.Equal(t, http.StatusOK, c.fetch(c.fileURL(token, file)).StatusCode)
			}
			header := http.Header{"Range": {"bytes=10-19"}}
			part := c.do(http.MethodGet, c.fileURL(token, "default.mp4")+"?filename=a", header, "")
			assert.Equal(t, http.StatusPartialContent, part.StatusCode)
			assert.Equal(t, `attachment; filename="a.mp4"`, part.Header.Get("Content-Disposition"))
		})
	}
}

// Each wrong token is refused, with the reason in the log and without the token there.
func TestAWrongTokenIsRefused(t *testing.T) {
	const unauthorized, forbidden = http.StatusUnauthorized, http.StatusForbidden
	rs256, private := jwt.SigningMethodRS256, rsaKey(t, "pkcs1.pem")
	good := signed(t, rs256, private, signingKeyID, nil)
	parts := strings.Split(good, ".")
	payload := func(claims string) string { return base64.RawURLEncoding.EncodeToString([]byte(claims)) }
	claims := func(changes jwt.MapClaims) string { return signed(t, rs256, private, signingKeyID, changes) }
	tests := map[string]struct {
		token  string
		status int
		reason string
	}{
		"no token":                     {privateVideo, unauthorized, "the video is private"},
		"no algorithm":                 {signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, signingKeyID, nil), unauthorized, `algorithm`},
		"HS256 with the public key":    {signed(t, jwt.SigningMethodHS256, []byte(keyFile(t, "public.pem")), signingKeyID, nil), unauthorized, `algorithm`},
		"RS512":                        {signed(t, jwt.SigningMethodRS512, private, signingKeyID, nil), unauthorized, `algorithm`},
		"PS256":                        {signed(t, jwt.SigningMethodPS256, private, signingKeyID, nil), unauthorized, `algorithm`},
		"another key":                  {signed(t, rs256, rsaKey(t, "other.pem"), signingKeyID, nil), unauthorized, "signature"},
		"no kid":                       {signed(t, rs256, private, nil, nil), unauthorized, "unknown key"},
		"an unknown kid":               {signed(t, rs256, private, "another", nil), unauthorized, "unknown key"},
		"claims of another kid":        {claims(jwt.MapClaims{"kid": "another"}), unauthorized, "different keys"},
		"no signature":                 {parts[0] + "." + parts[1] + ".", unauthorized, "signature"},
		"a signature of another token": {parts[0] + "." + parts[1] + "." + strings.Split(claims(jwt.MapClaims{"nbf": 1}), ".")[2], unauthorized, "signature"},
		"claims that were changed":     {parts[0] + "." + payload(`{"sub":"`+privateVideo+`","exp":9999999999,"downloadable":true}`) + "." + parts[2], unauthorized, "signature"},
		"cut off":                      {good[:len(good)-1], unauthorized, "signature"},
		"only two parts":               {parts[0] + "." + parts[1], unauthorized, "three parts"},
		"no sub":                       {claims(jwt.MapClaims{"sub": nil}), unauthorized, "sub"},
		"sub of an unknown video":      {claims(jwt.MapClaims{"sub": "unknown"}), unauthorized, "sub"},
		"sub is the path":              {claims(jwt.MapClaims{"sub": privateVideo + "/downloads/default.mp4"}), unauthorized, "sub"},
		"no exp":                       {claims(jwt.MapClaims{"exp": nil}), unauthorized, "exp is missing"},
		"expired":                      {claims(jwt.MapClaims{"exp": time.Now().Unix()}), unauthorized, "expired"},
		"expired, as a text":           {claims(jwt.MapClaims{"exp": "1767700000"}), unauthorized, "expired"},
		"exp in milliseconds":          {claims(jwt.MapClaims{"exp": time.Now().Add(time.Hour).UnixMilli()}), unauthorized, "24 hours"},
		"exp more than a day ahead":    {claims(jwt.MapClaims{"exp": time.Now().Add(25 * time.Hour).Unix()}), unauthorized, "24 hours"},
		"nbf in the future":            {claims(jwt.MapClaims{"nbf": time.Now().Add(time.Minute).Unix()}), unauthorized, "not valid before"},
		"nbf that is no time":          {claims(jwt.MapClaims{"nbf": "soon"}), unauthorized, "claims"},
		"not downloadable":             {claims(jwt.MapClaims{"downloadable": false}), forbidden, "downloadable"},
		"downloadable left out":        {claims(jwt.MapClaims{"downloadable": nil}), forbidden, "downloadable"},
		"downloadable as a text":       {claims(jwt.MapClaims{"downloadable": "true"}), unauthorized, "claims"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			c := privateReady(t, emulator.WithSigningKey(keyFile(t, "public.jwk")), emulator.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
			log.Reset()
			assert.Equal(t, test.status, c.fetch(c.fileURL(test.token, "default.mp4")).StatusCode)
			var line struct{ Reason, Path string }
			require.NoError(t, json.Unmarshal(log.Bytes(), &line), "%s", log.Bytes())
			assert.Contains(t, line.Reason, test.reason)
			c.fetch(strings.TrimSuffix(c.fileURL(test.token, ""), "/downloads/"))
			if test.token != privateVideo {
				assert.Equal(t, "/REDACTED/downloads/default.mp4", line.Path)
				assert.NotContains(t, log.String(), test.token)
			}
		})
	}
}

// createToken makes a token as the body says, and returns its claims beside it.
func (c *caller) createToken(video, body string) (token string, claims jwt.MapClaims) {
	c.t.Helper()
	a := c.do(http.MethodPost, strings.TrimSuffix(c.downloads(video), "downloads")+"token", c.auth, body)
	require.Equal(c.t, http.StatusOK, a.StatusCode, "%s", a.body)
	var envelope gen.TokenEnvelope
	require.NoError(c.t, json.Unmarshal(a.body, &envelope))
	claims = jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(envelope.Result.Token, claims)
	require.NoError(c.t, err)
	return envelope.Result.Token, claims
}

func TestTheServiceMakesTokens(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		now := time.Now().Unix()
		text := func(seconds int64) string { return strconv.FormatInt(seconds, 10) }
		tests := map[string]struct {
			body     string
			exp, nbf int64
			status   int // of a fetch with the token
		}{
			"without a body":  {"", now + 3600, now - 3600, http.StatusForbidden},
			"an empty body":   {"{}", now + 3600, now - 3600, http.StatusForbidden},
			"downloadable":    {`{"downloadable":true}`, now + 3600, now - 3600, http.StatusOK},
			"with times":      {`{"downloadable":true,"exp":` + text(now+60) + `,"nbf":` + text(now-60) + `}`, now + 60, now - 60, http.StatusOK},
			"expired":         {`{"downloadable":true,"exp":` + text(now-1) + `}`, now - 1, now - 3600, http.StatusUnauthorized},
			"beginning later": {`{"downloadable":true,"nbf":` + text(now+60) + `}`, now + 3600, now + 60, http.StatusUnauthorized},
		}
		for name, test := range tests {
			c := privateReady(t)
			token, claims := c.createToken(privateVideo, test.body)
			assert.Equal(t, privateVideo, claims["sub"], name)
			assert.Equal(t, text(test.exp), claims["exp"], name)
			assert.Equal(t, text(test.nbf), claims["nbf"], name)
			assert.Equal(t, test.status, c.fetch(c.fileURL(token, "default.mp4")).StatusCode, name)
		}
	})
}

func TestATokenOfTheServiceExpires(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		c := privateReady(t)
		token, _ := c.createToken(privateVideo, `{"downloadable":true}`)
		time.Sleep(time.Hour - time.Second)
		assert.Equal(t, http.StatusOK, c.fetch(c.fileURL(token, "default.mp4")).StatusCode)
		time.Sleep(time.Second)
		assert.Equal(t, http.StatusUnauthorized, c.fetch(c.fileURL(token, "default.mp4")).StatusCode)
	})
}

func TestTheServiceSignsWithTheKeyThatItIsGiven(t *testing.T) {
	pem := base64.StdEncoding.EncodeToString([]byte(keyFile(t, "pkcs1.pem")))
	tests := map[string]struct {
		options []emulator.Option
		body    string
	}{
		"the private key of the server": {[]emulator.Option{emulator.WithSigningKey(keyFile(t, "private.jwk"))}, `{}`},
		"a key of the server as a PEM":  {[]emulator.Option{emulator.WithSigningKey(keyFile(t, "pkcs8.pem"))}, `{}`},
		"the key of the call":           {nil, `{"id":"` + signingKeyID + `","pem":"` + pem + `"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			token, _ := privateReady(t, test.options...).createToken(privateVideo, test.body)
			_, err := jwt.Parse(token, func(*jwt.Token) (any, error) { return &rsaKey(t, "pkcs1.pem").PublicKey, nil })
			require.Error(t, err, "the times are texts, which this package does not take")
			require.NotErrorIs(t, err, jwt.ErrTokenSignatureInvalid)
			_, err = jwt.NewParser(jwt.WithoutClaimsValidation()).Parse(token, func(*jwt.Token) (any, error) { return &rsaKey(t, "pkcs1.pem").PublicKey, nil })
			require.NoError(t, err)
		})
	}
}

func TestATokenThatCannotBeIsRefused(t *testing.T) {
	rule := `{"type":"any","action":"allow"}`
	tests := map[string]struct{ body, want string }{
		"more than a day":     {`{"exp":9999999999}`, "24 hours ahead"},
		"six rules":           {`{"accessRules":[` + strings.Repeat(rule+",", 5) + rule + `]}`, "5 access rules"},
		"an id without a pem": {`{"id":"a"}`, "signing key"},
		"a pem without an id": {`{"pem":"LS0t"}`, "signing key"},
		"not JSON":            {`{`, "body"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := privateReady(t)
			a := c.do(http.MethodPost, strings.TrimSuffix(c.downloads(privateVideo), "downloads")+"token", c.auth, test.body)
			assert.Equal(t, http.StatusBadRequest, a.StatusCode)
			assert.Contains(t, string(a.body), test.want)
		})
	}
}
