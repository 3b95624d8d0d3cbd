package wrapper_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
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
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// private returns a service with a private video, whose download is ready.
func private(t *testing.T, faults []string, opts ...wrapper.Option) (*service, wrapper.Download) {
	t.Helper()
	s := withDownload(t, []emulator.Option{
		emulator.WithPrivate(emulator.DefaultVideo), emulator.WithSigningKey(keyText(t, "public.pem")), takes(0),
		emulator.WithContent(emulator.DefaultVideo, gen.DownloadTypeDefault, emulator.Synthetic(40<<20, 1)),
	}, faults, opts...)
	return s, s.download
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

// byKeyOrService are both ways to sign.
func byKeyOrService(t testing.TB) map[string][]wrapper.Option {
	return map[string][]wrapper.Option{"by a key": {wrapper.WithSigningKey(signingKey(t, "pkcs1.pem"))}, "by the service": nil}
}

func TestAPrivateVideoIsFetchedWithOneCallOrNone(t *testing.T) {
	for name, opts := range byKeyOrService(t) {
		simulate(t, name, func(t *testing.T) {
			s, download := private(t, nil, opts...)
			result, err := s.client.FetchFile(t.Context(), download, filepath.Join(t.TempDir(), "video.mp4"))
			require.NoError(t, err)
			assert.EqualValues(t, 40<<20, result.Bytes)
			assert.Greater(t, s.count("media"), 4)
			assert.Equal(t, 1-len(opts), s.count("createToken"), "for all ranges")
			assert.Len(t, s.seen(), s.count("media")+s.count("createToken"))
			_, err = s.client.Fetch(t.Context(), download, io.Discard)
			require.NoError(t, err)
		})
	}
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
	for name, opts := range byKeyOrService(t) {
		simulate(t, name, func(t *testing.T) {
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
	}
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
		simulate(t, name, func(t *testing.T) {
			s, download := private(t, test.faults, test.opts...)
			_, err := s.client.Fetch(t.Context(), download, io.Discard)
			assert.ErrorIs(t, err, wrapper.ErrUnauthorized)
			assert.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestAFailureToSignIsNoRefusalOfTheFile(t *testing.T) {
	for fault, want := range map[string]int{"status=503": 503, "status=404,code=10003": 404, "throttle": 429} {
		simulate(t, fault, func(t *testing.T) {
			s, download := private(t, []string{"createToken:*:" + fault})
			_, err := s.client.Fetch(t.Context(), download, io.Discard)
			assert.Equal(t, want, failureOf(t, err).StatusCode)
			assert.NotErrorIs(t, err, wrapper.ErrUnauthorized)
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
			_, err := answering(t, response.status, response.contentType, response.body).Token(t.Context(), video, wrapper.TokenOptions{})
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
		_, err := s.client.Fetch(t.Context(), download, io.Discard)
		assert.Error(t, err)
		assert.NotContains(t, err.Error(), keyID)
	})
}

func TestATokenIsNowhereToBeSeen(t *testing.T) {
	for name, opts := range byKeyOrService(t) {
		simulate(t, name, func(t *testing.T) {
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
	}
}

func TestATokenIsNotSentToAnotherHost(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := private(t, []string{"media:*:redirect=//elsewhere.example"}, wrapper.WithSigningKey(signingKey(t, "pkcs1.pem")))
		_, err := s.client.Fetch(t.Context(), download, io.Discard, wrapper.WithPrivate())
		assert.Error(t, err)
		for _, request := range s.seen() {
			assert.NotEqual(t, "elsewhere.example", request.URL.Host)
		}
	})
}

func TestSignedURL(t *testing.T) {
	for name, opts := range byKeyOrService(t) {
		simulate(t, name, func(t *testing.T) {
			s, download := private(t, nil, opts...)
			address, err := s.client.SignedURL(t.Context(), emulator.DefaultVideo, download,
				wrapper.WithTokenOptions(wrapper.TokenOptions{Expires: 2 * time.Hour}), wrapper.WithURLFileName("my video.mp4"))
			require.NoError(t, err)
			assert.Equal(t, http.StatusOK, statusOf(t, s, address))
			assert.True(t, strings.HasSuffix(address, "/downloads/default.mp4?filename=my_video"), address)
			time.Sleep(2*time.Hour + time.Minute)
			assert.Equal(t, http.StatusUnauthorized, statusOf(t, s, address), "it has expired")
		})
	}
	simulate(t, "of a public video it is plain", func(t *testing.T) {
		s, download := readyDownload(t, nil, wrapper.WithSigningKey(signingKey(t, "pkcs1.pem")))
		address, err := s.client.SignedURL(t.Context(), emulator.DefaultVideo, download)
		require.NoError(t, err)
		assert.Equal(t, download.URL, address)
	})
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

func TestALostTokenIsAskedForAgain(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, _ := private(t, []string{"createToken:1-2:status=502"})
		token, err := s.client.Token(context.WithoutCancel(t.Context()), emulator.DefaultVideo, wrapper.TokenOptions{})
		require.NoError(t, err)
		assert.Equal(t, 2, strings.Count(token, "."))
		assert.Equal(t, 3, s.count("createToken"))
	})
}
