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
func signed(t *testing.T, key string, changes jwt.MapClaims) string {
	t.Helper()
	claims := jwt.MapClaims{"sub": privateVideo, "exp": time.Now().Add(time.Hour).Unix(), "downloadable": true}
	for name, value := range changes {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	token.Header["kid"] = signingKeyID
	text, err := token.SignedString(rsaKey(t, key))
	require.NoError(t, err)
	return text
}

func privateReady(t *testing.T, options ...emulator.Option) *caller {
	t.Helper()
	return ready(t, []string{privateVideo}, append([]emulator.Option{emulator.WithPrivate(privateVideo)}, options...)...)
}

// The forms in which a key can be given are tested in internal/signing.
func TestATokenOpensAPrivateVideo(t *testing.T) {
	c := privateReady(t, emulator.WithSigningKey(keyFile(t, "other.pem")), emulator.WithSigningKey(keyFile(t, "public.jwk")))
	token := signed(t, "pkcs1.pem", jwt.MapClaims{"exp": time.Now().Add(24*time.Hour - time.Second).Unix(), "nbf": time.Now().Unix()})
	assert.Equal(t, http.StatusOK, c.fetch(c.fileURL(token, "audio.m4a")).StatusCode)
	header := http.Header{"Range": {"bytes=10-19"}}
	part := c.do(http.MethodGet, c.fileURL(token, "default.mp4")+"?filename=a", header, "")
	assert.Equal(t, http.StatusPartialContent, part.StatusCode)
	assert.Equal(t, `attachment; filename="a.mp4"`, part.Header.Get("Content-Disposition"))
}

func TestAVideoIsGoneWhenItsFileIsAskedForByAToken(t *testing.T) {
	c := privateReady(t, emulator.WithSigningKey(keyFile(t, "public.jwk")), emulator.WithFaults("media:1:gone"))
	c.fetch(c.fileURL(signed(t, "pkcs1.pem", nil), "default.mp4"))
	assert.Equal(t, http.StatusNotFound, c.api(http.MethodGet, privateVideo, "").StatusCode)
}

// Each wrong token is refused, with the reason in the log and without the token there. More of the tokens that no key
// has signed are in internal/signing.
func TestAWrongTokenIsRefused(t *testing.T) {
	const unauthorized, forbidden = http.StatusUnauthorized, http.StatusForbidden
	good := signed(t, "pkcs1.pem", nil)
	claims := func(changes jwt.MapClaims) string { return signed(t, "pkcs1.pem", changes) }
	tests := map[string]struct {
		token  string
		status int
		reason string
	}{
		"no token":                  {privateVideo, unauthorized, "the video is private"},
		"another key":               {signed(t, "other.pem", nil), unauthorized, "signature"},
		"only two parts":            {good[:strings.LastIndex(good, ".")], unauthorized, "three parts"},
		"no sub":                    {claims(jwt.MapClaims{"sub": nil}), unauthorized, "sub"},
		"sub is the path":           {claims(jwt.MapClaims{"sub": privateVideo + "/downloads/default.mp4"}), unauthorized, "sub"},
		"no exp":                    {claims(jwt.MapClaims{"exp": nil}), unauthorized, "exp is missing"},
		"expired":                   {claims(jwt.MapClaims{"exp": time.Now().Unix()}), unauthorized, "expired"},
		"exp more than a day ahead": {claims(jwt.MapClaims{"exp": time.Now().Add(25 * time.Hour).Unix()}), unauthorized, "24 hours"},
		"nbf in the future":         {claims(jwt.MapClaims{"nbf": time.Now().Add(time.Minute).Unix()}), unauthorized, "not valid before"},
		"not downloadable":          {claims(jwt.MapClaims{"downloadable": false}), forbidden, "downloadable"},
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
	token, claims = envelope[gen.TokenEnvelope](c.t, a).Result.Token, jwt.MapClaims{}
	_, _, err := jwt.NewParser().ParseUnverified(token, claims)
	require.NoError(c.t, err)
	return token, claims
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
			_, err := jwt.NewParser(jwt.WithoutClaimsValidation()).Parse(token, func(*jwt.Token) (any, error) { return &rsaKey(t, "pkcs1.pem").PublicKey, nil })
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
