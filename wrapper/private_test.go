package wrapper_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
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

// private returns a service with a private video, whose download is ready.
func private(t *testing.T, faults []string, opts ...wrapper.Option) (*service, wrapper.Download) {
	t.Helper()
	server, client := newPair(t, []emulator.Option{
		emulator.WithPrivate(emulator.DefaultVideo), emulator.WithSigningKey(keyText(t, "public.pem")), emulator.WithEncodeTime(0),
		emulator.WithContent(emulator.DefaultVideo, gen.DownloadTypeDefault, emulator.Synthetic(40<<20, 1)),
	}, opts...)
	download, err := client.Create(t.Context(), emulator.DefaultVideo)
	require.NoError(t, err)
	require.NoError(t, server.Script(faults...))
	return &service{Server: server, client: client, setUp: 1}, download
}

// count is how often an operation was called since the set-up.
func (s *service) count(operation string) (n int) {
	for _, op := range s.operations() {
		if string(op) == operation {
			n++
		}
	}
	return n
}

func TestAPrivateVideoIsFetchedWithEachFormOfKey(t *testing.T) {
	for _, name := range []string{"pkcs1.pem", "pkcs8.pem", "private.jwk"} {
		for form, text := range map[string]string{"plain": keyText(t, name), "in base64": base64.StdEncoding.EncodeToString([]byte(keyText(t, name)))} {
			t.Run(name+" "+form, func(t *testing.T) {
				key, err := wrapper.ParseSigningKey(text)
				require.NoError(t, err)
				synctesting.Test(t, func(t *testing.T) {
					s, download := private(t, nil, wrapper.WithSigningKey(key.WithID(keyID)))
					_, err := s.client.FetchFile(t.Context(), download, filepath.Join(t.TempDir(), "video.mp4"))
					require.NoError(t, err)
					assert.Zero(t, len(s.seen())-s.count("media"), "no call of the API")
					_, err = s.client.Fetch(t.Context(), download, &bytes.Buffer{})
					require.NoError(t, err)
				})
			})
		}
	}
}

func TestAPrivateVideoIsFetchedWithoutAKeyByOneTokenOfTheService(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := private(t, nil)
		result, err := s.client.FetchFile(t.Context(), download, filepath.Join(t.TempDir(), "video.mp4"))
		require.NoError(t, err)
		assert.EqualValues(t, 40<<20, result.Bytes)
		assert.Equal(t, 1, s.count("createToken"), "for all ranges")
		assert.Greater(t, s.count("media"), 4)
	})
}

func TestWhatIsKnownToBePrivateIsNotAskedForPlainly(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := private(t, nil, wrapper.WithSigningKey(signingKey(t, "pkcs1.pem")))
		_, err := s.client.FetchFile(t.Context(), download, filepath.Join(t.TempDir(), "video.mp4"), wrapper.WithPrivate())
		require.NoError(t, err)
		for _, request := range s.seen() {
			assert.NotContains(t, request.URL.Path, emulator.DefaultVideo)
		}
	})
}

func TestATokenThatRunsOutMidwayCostsOneSignatureAndNoByteTwice(t *testing.T) {
	for name, opts := range map[string][]wrapper.Option{"by a key": {wrapper.WithSigningKey(signingKey(t, "pkcs1.pem"))}, "by the service": nil} {
		t.Run(name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				// The plain URL, the signed one that is cut, the rest under a token that has run out, the rest.
				s, download := private(t, []string{"media:2:cut=50%", "media:3:status=401"}, opts...)
				var content bytes.Buffer
				_, err := s.client.Fetch(t.Context(), download, &content)
				require.NoError(t, err)
				var ranges []string
				for _, request := range s.seen() {
					if strings.Contains(request.URL.Path, "/downloads/default.mp4") {
						ranges = append(ranges, request.Header.Get("Range"))
					}
				}
				rest := fmt.Sprintf("bytes=%d-%d", content.Len()/2, content.Len()-1)
				assert.Equal(t, []string{"", "", rest, rest}, ranges)
			})
		})
	}
}

func TestAPartialFileIsContinuedUnderANewToken(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := private(t, []string{"media:2:cut=50%", "media:3-8:status=500"}, wrapper.WithSigningKey(signingKey(t, "pkcs1.pem")))
		path := filepath.Join(t.TempDir(), "video.mp4")
		_, err := s.client.FetchFile(t.Context(), download, path, wrapper.WithStreams(1))
		require.Error(t, err)
		time.Sleep(48 * time.Hour)
		result, err := s.client.FetchFile(t.Context(), download, path, wrapper.WithStreams(1))
		require.NoError(t, err)
		assert.Greater(t, result.ResumedBytes, int64(10<<20))
	})
}

func TestWhatToDoAboutARefusedPrivateVideoIsSaid(t *testing.T) {
	other := signingKey(t, "other.pem")
	for name, test := range map[string]struct {
		opts   []wrapper.Option
		faults []string
		want   string
	}{
		"no key, and no permission for tokens": {nil, []string{"createToken:*:status=403,code=10000"}, "give a signing key, or a credential with Stream Write"},
		"a key of another account":             {[]wrapper.Option{wrapper.WithSigningKey(other)}, nil, "it has to be one of the account of the video"},
	} {
		t.Run(name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				s, download := private(t, test.faults, test.opts...)
				_, err := s.client.Fetch(t.Context(), download, &bytes.Buffer{})
				assert.ErrorIs(t, err, wrapper.ErrUnauthorized)
				assert.ErrorContains(t, err, test.want)
				assert.NotContains(t, err.Error(), "\n")
			})
		})
	}
}

func TestAFailureToSignIsNoRefusalOfTheFile(t *testing.T) {
	for fault, want := range map[string]int{"status=503": 503, "status=404,code=10003": 404, "throttle": 429} {
		t.Run(fault, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				s, download := private(t, []string{"createToken:*:" + fault})
				_, err := s.client.Fetch(t.Context(), download, &bytes.Buffer{})
				assert.Equal(t, want, failureOf(t, err).StatusCode)
				assert.NotErrorIs(t, err, wrapper.ErrUnauthorized)
			})
		})
	}
}

func TestAResponseThatMayHaveATokenInItIsNotShown(t *testing.T) {
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl"
	body := `{"success":true,"errors":[],"messages":[],"result":{"token":"` + token + `"}}`
	for name, response := range map[string]struct {
		status            int
		contentType, body string
	}{
		"another status":     {201, "application/json", body},
		"another media type": {200, "text/html", body},
		"cut off":            {200, "application/json", body[:len(body)-2]},
		"an outage":          {502, "application/json", body},
		"no success":         {200, "application/json", strings.Replace(body, "true", "false", 1)},
		"of another type":    {200, "application/json", strings.Replace(body, `"`+token+`"`, `["`+token+`"]`, 1)},
		"not fit for a URL":  {200, "application/json", strings.Replace(body, token, token+"/x", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := answering(t, response.status, response.contentType, response.body, once).Token(t.Context(), video, wrapper.TokenOptions{})
			require.Error(t, err)
			assert.NotContains(t, prints(err), token)
		})
	}
}

func TestATargetIsCheckedBeforeATokenIsAskedFor(t *testing.T) {
	dir := t.TempDir()
	there := filepath.Join(dir, "video.mp4")
	require.NoError(t, os.WriteFile(there, nil, 0o600))
	for path, want := range map[string]error{there: wrapper.ErrExists, "": wrapper.ErrInvalid, filepath.Join(dir, "none", "video.mp4"): wrapper.ErrLocal} {
		synctesting.Test(t, func(t *testing.T) {
			s, download := private(t, nil)
			_, err := s.client.FetchFile(t.Context(), download, path, wrapper.WithPrivate())
			assert.ErrorIs(t, err, want, path)
			assert.Empty(t, s.seen())
		})
	}
}

func TestTheKeyIsBlamedOnlyIfItSigned(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := private(t, []string{"media:*:status=403"}, wrapper.WithSigningKey(signingKey(t, "pkcs1.pem")))
		download.URL = strings.Replace(download.URL, "/downloads/", "/files/", 1)
		_, err := s.client.Fetch(t.Context(), download, &bytes.Buffer{})
		assert.Error(t, err)
		assert.NotContains(t, err.Error(), keyID)
	})
}

func TestATokenIsNowhereToBeSeen(t *testing.T) {
	for name, opts := range map[string][]wrapper.Option{"by a key": {wrapper.WithSigningKey(signingKey(t, "pkcs1.pem"))}, "by the service": nil} {
		t.Run(name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				s, download := private(t, []string{"media:2:cut=50%", "media:3-40:status=500"}, append(opts, wrapper.WithLogger(logger))...)
				dir := t.TempDir()
				_, err := s.client.FetchFile(t.Context(), download, filepath.Join(dir, "video.mp4"), wrapper.WithStreams(1))
				require.Error(t, err)
				written := log.String() + prints(err)
				entries, failed := os.ReadDir(dir)
				require.NoError(t, failed)
				for _, entry := range entries {
					if content, failed := os.ReadFile(filepath.Join(dir, entry.Name())); failed == nil && len(content) < 1<<20 {
						written += entry.Name() + string(content)
					}
				}
				tokens := 0
				for _, request := range s.seen() {
					for part := range strings.SplitSeq(request.URL.Path, "/") {
						if strings.Count(part, ".") == 2 {
							tokens++
							assert.NotContains(t, written, part)
							assert.NotContains(t, written, part[len(part)-40:], "its signature")
						}
					}
				}
				assert.Positive(t, tokens)
			})
		})
	}
}

func TestATokenIsNotSentToAnotherHost(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := private(t, []string{"media:*:redirect=//elsewhere.example"}, wrapper.WithSigningKey(signingKey(t, "pkcs1.pem")))
		_, err := s.client.Fetch(t.Context(), download, &bytes.Buffer{}, wrapper.WithPrivate())
		assert.Error(t, err)
		for _, request := range s.seen() {
			assert.NotEqual(t, "elsewhere.example", request.URL.Host)
		}
	})
}

func TestSignedURL(t *testing.T) {
	key := signingKey(t, "pkcs1.pem")
	public := newKeyFunc(t)
	for name, opts := range map[string][]wrapper.Option{"by a key": {wrapper.WithSigningKey(key)}, "by the service": nil} {
		t.Run(name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				s, download := private(t, nil, opts...)
				address, err := s.client.SignedURL(t.Context(), emulator.DefaultVideo, download,
					wrapper.WithTokenOptions(wrapper.TokenOptions{Expires: 2 * time.Hour}), wrapper.WithURLFileName("my video.mp4"))
				require.NoError(t, err)
				assert.Equal(t, http.StatusOK, statusOf(t, s, address))
				assert.True(t, strings.HasSuffix(address, "/downloads/default.mp4?filename=my_video"), address)
				time.Sleep(2*time.Hour + time.Minute)
				assert.Equal(t, http.StatusUnauthorized, statusOf(t, s, address), "it has expired")

				if opts != nil {
					token := strings.Split(address, "/")[3]
					claims := jwt.MapClaims{}
					_, err = jwt.ParseWithClaims(token, claims, public, jwt.WithValidMethods([]string{"RS256"}), jwt.WithTimeFunc(func() time.Time { return time.Unix(0, 0) }))
					require.NoError(t, err)
					assert.Equal(t, emulator.DefaultVideo, claims["sub"])
					assert.Equal(t, keyID, claims["kid"])
					assert.Equal(t, true, claims["downloadable"])
				}
			})
		})
	}
	t.Run("of a public video it is plain", func(t *testing.T) {
		synctesting.Test(t, func(t *testing.T) {
			s, download := readyDownload(t, nil, wrapper.WithSigningKey(key))
			address, err := s.client.SignedURL(t.Context(), emulator.DefaultVideo, download)
			require.NoError(t, err)
			assert.Equal(t, download.URL, address)
		})
	})
}

func newKeyFunc(t *testing.T) jwt.Keyfunc {
	t.Helper()
	public, err := jwt.ParseRSAPublicKeyFromPEM([]byte(keyText(t, "public.pem")))
	require.NoError(t, err)
	return func(*jwt.Token) (any, error) { return public, nil }
}

func statusOf(t *testing.T, s *service, address string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := s.Transport().RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode
}

func TestOptionsOfATokenAreChecked(t *testing.T) {
	client := unsendable(t)
	ready := wrapper.Download{Status: wrapper.Ready, URL: "https://files.example/" + video + "/downloads/default.mp4"}
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

func TestASigningKeyIsCheckedAndNeverPrints(t *testing.T) {
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
	key := signingKey(t, "pkcs1.pem")
	client, err := wrapper.New(append(common, wrapper.WithSigningKey(key))...)
	require.NoError(t, err)
	for line := range strings.Lines(keyText(t, "pkcs1.pem")) {
		if line = strings.TrimSpace(line); len(line) == 64 {
			assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", key, key, key, key)+fmt.Sprintf("%v %+v %#v", client, client, client), line)
		}
	}
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

func TestALostTokenIsAskedForAgain(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, _ := private(t, []string{"createToken:1-2:status=502"})
		token, err := s.client.Token(context.WithoutCancel(t.Context()), emulator.DefaultVideo, wrapper.TokenOptions{})
		require.NoError(t, err)
		assert.Equal(t, 2, strings.Count(token, "."))
		assert.Equal(t, 3, s.count("createToken"))
	})
}
