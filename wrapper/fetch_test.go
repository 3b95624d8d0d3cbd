package wrapper_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// readyDownload returns a service with a download that is ready, and then faults.
func readyDownload(t *testing.T, faults []string, opts ...wrapper.Option) (*service, wrapper.Download) {
	t.Helper()
	s := withDownload(t, []emulator.Option{takes(0)}, faults, opts...)
	return s, s.download
}

func TestTheCredentialIsNeverSentToTheHostOfTheFiles(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := readyDownload(t, []string{"media:1:redirect=//elsewhere.example", "media:3:status=503", "media:5:cut=50%"})
		onTheHostOfTheAPI := wrapper.Download{Status: wrapper.Ready, URL: "https://api.cloudflare.com/" + emulator.DefaultVideo + "/downloads/default.mp4"}
		for _, download := range []wrapper.Download{download, download, download, onTheHostOfTheAPI} {
			_, err := s.client.Fetch(t.Context(), download, io.Discard)
			require.NoError(t, err)
		}
		_, err := s.client.FetchFile(t.Context(), download, filepath.Join(t.TempDir(), "video.mp4"))
		require.NoError(t, err)
		assert.GreaterOrEqual(t, len(s.seen()), 7)
		for _, request := range s.seen() {
			assert.Equal(t, emulator.Media, request.Operation)
			assert.NotContains(t, fmt.Sprint(request.URL, request.Header), emulator.DefaultToken)
			assert.Empty(t, request.Header.Get("Authorization"))
			assert.Equal(t, "streamdl-go/"+wrapper.Version, request.Header.Get("User-Agent"))
		}
	})
}

func TestADownloadThatCantBeFetchedIsRefused(t *testing.T) {
	client := unsendable(t)
	for name, test := range map[string]struct {
		download wrapper.Download
		options  []wrapper.FetchOption
		want     string
		kind     error // ErrInvalid if it is nil
	}{
		"in progress":       {wrapper.Download{Status: "inprogress", PercentComplete: 75, URL: ready.URL}, nil, `the download is "inprogress", not ready: wait for it first`, nil},
		"failed":            {wrapper.Download{Status: "error"}, nil, "not ready", nil},
		"unknown":           {wrapper.Download{Status: "new", URL: ready.URL}, nil, "not ready", nil},
		"zero":              {wrapper.Download{}, nil, "not ready", nil},
		"no URL":            {wrapper.Download{Status: "ready"}, nil, "the download has no URL", wrapper.ErrProtocol},
		"not a URL":         {wrapper.Download{Status: "ready", URL: ":"}, nil, "not an address", wrapper.ErrProtocol},
		"a file URL":        {wrapper.Download{Status: "ready", URL: "file:///etc/passwd"}, nil, "not an address", wrapper.ErrProtocol},
		"a relative URL":    {wrapper.Download{Status: "ready", URL: "/default.mp4"}, nil, "not an address", wrapper.ErrProtocol},
		"a URL with a user": {wrapper.Download{Status: "ready", URL: "https://u:p@files.example/default.mp4"}, nil, "not an address", wrapper.ErrProtocol},
		"a URL without TLS": {wrapper.Download{Status: "ready", URL: "http://files.example/default.mp4"}, nil, "without TLS", nil},
		"an FTP URL":        {wrapper.Download{Status: "ready", URL: "ftp://files.example/default.mp4"}, nil, "not an address", wrapper.ErrProtocol},
		"no stream":         {ready, []wrapper.FetchOption{wrapper.WithStreams(0)}, "0 streams", nil},
		"too many streams":  {ready, []wrapper.FetchOption{wrapper.WithStreams(65)}, "65", nil},
		"no stall timeout":  {ready, []wrapper.FetchOption{wrapper.WithStallTimeout(0)}, "not positive", nil},
		"a name of nothing": {ready, []wrapper.FetchOption{wrapper.WithFileName("??.mp4")}, "no character that the service takes", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := client.Fetch(t.Context(), test.download, io.Discard, test.options...)
			kind := test.kind
			if kind == nil {
				kind = wrapper.ErrInvalid
			}
			assert.ErrorIs(t, err, kind)
			assert.ErrorContains(t, err, test.want)
			path := filepath.Join(t.TempDir(), "video.mp4")
			_, err = client.FetchFile(t.Context(), test.download, path, test.options...)
			assert.ErrorIs(t, err, kind)
			assert.NoFileExists(t, path)
		})
	}
	_, err := client.Fetch(t.Context(), ready, nil)
	assert.ErrorIs(t, err, wrapper.ErrInvalid)
}

func TestAnAnswerOfTheFileHostIsAnErrorWithItsStatus(t *testing.T) {
	for fault, test := range map[string]struct {
		status int
		kinds  []error
		hint   time.Duration
		text   string
	}{
		"status=401":                {401, []error{wrapper.ErrUnauthorized}, 0, "the server answered 401 Unauthorized: a private video needs a signed URL that has not expired"},
		"status=403":                {403, []error{wrapper.ErrUnauthorized}, 0, "403 Forbidden"},
		"status=404":                {404, []error{wrapper.ErrNotFound}, 0, "the server answered 404 Not Found"},
		"status=410":                {410, []error{wrapper.ErrNotFound}, 0, "410 Gone"},
		"status=424":                {424, []error{wrapper.ErrNotFound}, 0, "the file is not ready"},
		"status=416":                {416, nil, 0, "416"},
		"status=429,retry-after=7":  {429, []error{wrapper.ErrRateLimited}, 7 * time.Second, "asked to wait 7s"},
		"status=503,retry-after=6h": {503, nil, 0, "503 Service Unavailable"},
	} {
		simulate(t, fault, func(t *testing.T) {
			s, download := readyDownload(t, []string{"media:*:" + fault})
			_, err := s.client.Fetch(t.Context(), download, io.Discard, wrapper.WithReadyGrace(0))
			failed := failureOf(t, err)
			assert.Equal(t, "fetch", failed.Op)
			assert.Equal(t, test.status, failed.StatusCode)
			assert.Equal(t, test.hint, failed.RetryAfter)
			assert.ElementsMatch(t, test.kinds, kindsOf(err))
			assert.ErrorContains(t, err, test.text)
			assert.ErrorContains(t, err, "fetch from customer-m033z5x00ks6nunl.cloudflarestream.com: ")
			assert.Equal(t, 1, strings.Count(err.Error(), "the server answered"))
		})
	}
}

func TestAFetchThatFailsOtherwiseKeepsItsKind(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := readyDownload(t, []string{"media:*:html=200"})
		_, err := s.client.Fetch(t.Context(), download, io.Discard)
		assert.Equal(t, []error{wrapper.ErrProtocol}, kindsOf(err))
	})
	synctesting.Test(t, func(t *testing.T) {
		s, download := readyDownload(t, nil)
		path := filepath.Join(t.TempDir(), "video.mp4")
		require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
		_, err := s.client.FetchFile(t.Context(), download, path)
		assert.ElementsMatch(t, []error{wrapper.ErrLocal, wrapper.ErrExists}, kindsOf(err))
		_, err = s.client.FetchFile(t.Context(), download, path, wrapper.WithOverwrite())
		assert.NoError(t, err)
	})
	synctesting.Test(t, func(t *testing.T) {
		s, download := readyDownload(t, []string{"media:*:hang"})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := s.client.Fetch(ctx, download, io.Discard)
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestTheOptionsOfAFetchTakeEffect(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := readyDownload(t, []string{"media:1:stall=50%", "media:3:status=401"})
		var last wrapper.Progress
		var content bytes.Buffer
		start := time.Now()
		result, err := s.client.Fetch(t.Context(), download, &content, wrapper.WithStallTimeout(5*time.Second), wrapper.WithStreams(1),
			wrapper.WithProgress(func(p wrapper.Progress) { last = p }))
		require.NoError(t, err)
		within(t, time.Since(start), 5*time.Second, 8*time.Second)
		assert.Equal(t, result.Bytes, last.Done)
		assert.Equal(t, result.Bytes, int64(content.Len()))
		assert.True(t, result.Verified)
		assert.Equal(t, "video/mp4", result.ContentType)
		assert.Empty(t, result.Path)

		refreshed := false
		_, err = s.client.Fetch(t.Context(), download, io.Discard, wrapper.WithRefresh(func(context.Context) (string, error) {
			refreshed = true
			return download.URL, nil
		}))
		require.NoError(t, err)
		assert.True(t, refreshed)
	})
	simulate(t, "a file about to appear", func(t *testing.T) {
		s, download := readyDownload(t, []string{"media:1-3:status=404"})
		_, err := s.client.Fetch(t.Context(), download, io.Discard)
		require.NoError(t, err)
		_, err = s.client.Fetch(t.Context(), download, io.Discard, wrapper.WithReadyGrace(-time.Second))
		require.NoError(t, err)
	})
}

func TestAPartialFileIsContinuedUnderANewlySignedURL(t *testing.T) {
	for name, test := range map[string]struct {
		elsewhere string
		options   []wrapper.FetchOption
		resumes   bool
	}{
		"of the same video": {"https://elsewhere.example/" + emulator.DefaultVideo + "/downloads/default.mp4", nil, true},
		"named":             {"https://elsewhere.example/signed/default.mp4", []wrapper.FetchOption{wrapper.WithIdentity("video 1")}, true},
		"not named":         {"https://elsewhere.example/signed/default.mp4", nil, false},
	} {
		simulate(t, name, func(t *testing.T) {
			s, download := readyDownload(t, []string{"media:1:cut=50%", "media:2:status=401", "createToken:1:status=403"})
			path := filepath.Join(t.TempDir(), "video.mp4")
			_, err := s.client.FetchFile(t.Context(), download, path, test.options...)
			require.ErrorIs(t, err, wrapper.ErrUnauthorized)
			assert.ErrorContains(t, err, "give a signing key, or a credential with Stream Write")
			plain := download.URL
			client := newClient(t, roundTrip(func(req *http.Request) (*http.Response, error) {
				req = req.Clone(req.Context())
				req.URL, _ = req.URL.Parse(plain)
				req.Host = req.URL.Host
				return s.Transport().RoundTrip(req)
			}))
			download.URL = test.elsewhere
			result, err := client.FetchFile(t.Context(), download, path, test.options...)
			require.NoError(t, err)
			assert.Equal(t, test.resumes, result.ResumedBytes > 0)
		})
	}
}

func TestAFileIsServedUnderTheNameAskedFor(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s, download := readyDownload(t, nil)
		_, err := s.client.Fetch(t.Context(), download, io.Discard, wrapper.WithFileName("My video (final).mp4"))
		require.NoError(t, err)
		assert.Equal(t, download.URL+"?filename=My_video__final_", s.seen()[0].URL.String())
	})
}

func TestAServedNameIsWhatTheServiceTakes(t *testing.T) {
	for name, want := range map[string]string{
		"video":                  "video",
		"video.mp4":              "video",
		"VIDEO.MP4":              "VIDEO",
		"sound.m4a":              "sound",
		"a.b.mp4":                "a_b",
		"a.m4a.mp4":              "a_m4a",
		"a.mp4.m4a":              "a_mp4",
		"../x":                   "___x",
		`C:\x`:                   "C__x",
		"a\x00b":                 "a_b",
		"Grüße":                  "Gr__e",
		"日本":                     "",
		"":                       "",
		".mp4":                   "",
		"...":                    "",
		"A-Z_09":                 "A-Z_09",
		strings.Repeat("a", 300): strings.Repeat("a", 120),
		"-":                      "-",
	} {
		assert.Equal(t, want, wrapper.ServedName(name), "%q", name)
	}
}
