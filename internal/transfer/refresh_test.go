package transfer_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestRefreshedURL(t *testing.T) {
	simulate(t, "continues when the object is the same", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(100_000), status(403)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4")
		requireFetched(t, o, path, options)
		require.Equal(t, "/fresh/downloads/default.mp4", o.requests[2].URL.Path)
		require.Equal(t, "bytes=100000-299999", o.asked()[2])
	})
	simulate(t, "starts over when it is another object", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(100_000), status(401)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4", func() { o.replace(media(size, 2)) })
		result, err := toFile(t, o, path, options)
		require.NoError(t, err)
		requireWhole(t, path, result, media(size, 2).data)
	})
	simulate(t, "is requested once by four streams", func(t *testing.T) {
		calls := 0
		o, path := newOrigin(t, media(size, 1), serve), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/fresh/downloads/default.mp4" {
				time.Sleep(time.Second) // until all have asked
				w.WriteHeader(http.StatusForbidden)
				return
			}
			serve(o, w, r)
		}, serve)
		options := ranged()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4", func() { calls++ })
		requireFetched(t, o, path, options)
		require.Equal(t, 1, calls)
	})
	for name, test := range map[string]struct {
		refresh func(context.Context) (string, error)
		text    string
	}{
		"that is not to be had": {func(context.Context) (string, error) { return "", errors.New("no key") }, "no new URL: no key"},
		"that is none":          {func(context.Context) (string, error) { return "secret", nil }, "bad new URL: invalid argument: not an absolute URL"},
		"without a host":        {func(context.Context) (string, error) { return "https:///secret", nil }, "bad new URL"},
	} {
		simulate(t, name+" ends the transfer, and what was fetched stays", func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1), cut(100_000), status(403)), target(t)
			options := single()
			options.Refresh = test.refresh
			_, err := toFile(t, o, path, options)
			require.ErrorContains(t, err, "403 Forbidden")
			require.ErrorContains(t, err, test.text)
			requireSecretsKept(t, err)
			result, err := toFile(t, o, path, single())
			require.NoError(t, err)
			require.Equal(t, int64(100_000), result.ResumedBytes)
		})
	}
	simulate(t, "is requested again each time that a token runs out", func(t *testing.T) {
		calls := 0
		o, path := newOrigin(t, media(size, 1),
			status(401), cut(100_000), status(401), cut(100_000), status(403)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4", func() { calls++ })
		requireFetched(t, o, path, options)
		require.Equal(t, 3, calls)
		require.Equal(t, int64(size), o.bytesSent(), "no byte comes twice")
	})
	simulate(t, "that is refused as well ends the transfer", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(status(401))
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4")
		_, err := toFile(t, o, path, options)
		require.ErrorIs(t, err, transfer.ErrUnauthorized)
		require.Len(t, o.asked(), 2)
	})
	simulate(t, "lets the next run continue, which begins with the refused one again", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), status(401), cut(100_000), status(410), status(401)), target(t)
		options := single()
		options.Refresh = refreshTo("/fresh/downloads/default.mp4")
		_, err := toFile(t, o, path, options)
		require.ErrorIs(t, err, transfer.ErrNotFound)
		result := requireFetched(t, o, path, options)
		require.Equal(t, int64(100_000), result.ResumedBytes)
	})
	simulate(t, "lets the next run continue under the same identity", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		options := single()
		options.Identity = "account/video/default"
		leavePart(t, o, path, 100_000, options)
		result, err := transfer.ToFile(t.Context(), originURL+"/other-token/downloads/default.mp4", path, o.reach(options))
		require.NoError(t, err)
		requireWhole(t, path, result, o.object.data)
		require.Equal(t, int64(100_000), result.ResumedBytes)
	})
}

// refreshTo gives out another URL of the same origin.
func refreshTo(path string, before ...func()) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		for _, f := range before {
			f()
		}
		return originURL + path, nil
	}
}
