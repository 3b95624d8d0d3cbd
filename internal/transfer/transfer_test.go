package transfer_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestMain(m *testing.M) {
	if os.Getenv(childTarget) != "" {
		child()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// single are options that fetch with one stream.
func single() transfer.Options { return transfer.Options{AllowHTTP: true, Streams: 1} }

// ranged are options that fetch anything above 64 KiB with four streams.
func ranged() transfer.Options {
	return transfer.Options{AllowHTTP: true, Streams: 4, RangeSize: 16 << 10, ParallelFrom: 64 << 10}
}

func sum(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

func target(t testing.TB) string { return filepath.Join(t.TempDir(), "video.mp4") }

func toFile(t testing.TB, o *origin, path string, options transfer.Options) (transfer.Result, error) {
	t.Helper()
	return transfer.ToFile(t.Context(), o.file(), path, o.reach(options))
}

// requireFetched asserts that a transfer brings the whole object to path, and leaves nothing beside it.
func requireFetched(t testing.TB, o *origin, path string, options transfer.Options) transfer.Result {
	t.Helper()
	result, err := toFile(t, o, path, options)
	require.NoError(t, err)
	requireWhole(t, path, result, o.current().data)
	return result
}

// requireWhole asserts that the file is exactly want and that nothing is left beside it.
func requireWhole(t testing.TB, path string, result transfer.Result, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "the file has other bytes than the server")
	require.Equal(t, int64(len(want)), result.Bytes)
	require.Equal(t, sum(want), result.SHA256)
	require.Equal(t, path, result.Path)
	requireAlone(t, path)
}

func requireAlone(t testing.TB, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	for _, entry := range entries {
		require.Equal(t, filepath.Base(path), entry.Name(), "left beside the target")
	}
}

func TestFileArrives(t *testing.T) {
	try(t, map[string]trial{
		"in one request with one stream":            {asked: []string{""}},
		"in one range when it is no longer than it": {object: media(10_000, 1), options: ranged(), asked: []string{"bytes=0-16383"}},
		"in one stream when it is not large":        {object: media(40_000, 1), options: ranged(), asked: []string{"bytes=0-16383", "bytes=16384-39999"}},
		"as small as a file can be":                 {object: media(12, 1), asked: []string{""}},
	})
}

func TestRequestsCarryNothingButWhatTheyNeed(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(200_000, 1)), target(t)
		options := ranged()
		options.UserAgent = "streamdl/test"
		_, err := toFile(t, o, path, options)
		require.NoError(t, err)
		require.Greater(t, len(o.requests), 4)
		for _, r := range o.requests {
			for name := range r.Header {
				assert.Contains(t, []string{"User-Agent", "Accept-Encoding", "Range", "If-Range"}, name)
			}
			assert.Equal(t, "identity", r.Header.Get("Accept-Encoding"))
			assert.Equal(t, "streamdl/test", r.UserAgent())
			assert.Empty(t, r.Cookies())
		}
	})
}

func TestArgumentsAreChecked(t *testing.T) {
	o := newOrigin(t, media(100, 1))
	for name, path := range map[string]string{"empty path": "", "path with NUL": "a\x00b", "path of a folder": t.TempDir() + "/"} {
		simulate(t, name, func(t *testing.T) {
			_, err := toFile(t, o, path, single())
			require.ErrorIs(t, err, transfer.ErrInvalid)
		})
	}
	for name, url := range map[string]string{
		"no URL": "", "URL without host": "https:///x", "not a URL": "http://a b\x7f/secret-token", "other scheme": "ftp://host/x",
		"URL with a user name": "https://user:pass@host/x",
	} {
		simulate(t, name, func(t *testing.T) {
			_, err := transfer.ToFile(t.Context(), url, target(t), single())
			require.ErrorIs(t, err, transfer.ErrInvalid)
			require.NotContains(t, err.Error(), "secret")
		})
	}
	_, err := transfer.ToWriter(t.Context(), o.file(), nil, o.reach(single()))
	require.ErrorIs(t, err, transfer.ErrInvalid)
	require.Empty(t, o.asked(), "nothing is sent with bad arguments")
}
