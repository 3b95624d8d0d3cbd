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

const fresh = "/fresh/downloads/default.mp4"

// refreshing are options that give out another URL of the same origin, after what comes before that.
func refreshing(before ...func()) transfer.Options {
	return transfer.Options{AllowHTTP: true, Streams: 1, Refresh: func(context.Context) (string, error) {
		for _, f := range before {
			f()
		}
		return originURL + fresh, nil
	}}
}

func TestRefreshedURL(t *testing.T) {
	var calls int
	counting := refreshing(func() { calls++ })
	counted := func(want int) func(*testing.T, *origin) {
		return func(t *testing.T, _ *origin) {
			require.Equal(t, want, calls)
			calls = 0
		}
	}
	inParallel := ranged()
	inParallel.Refresh = counting.Refresh
	try(t, map[string]trial{
		"continues when the object is the same": {
			answers: []answer{cut(100_000), status(403)}, options: refreshing(),
			asked: []string{"", "bytes=100000-299999", "bytes=100000-299999"},
			also:  func(t *testing.T, o *origin) { require.Equal(t, fresh, o.requests[2].URL.Path) }},
		"is requested once by four streams": {
			options: inParallel, also: counted(1), answers: []answer{serve}, always: when(
				func(r *http.Request) bool { return r.URL.Path != fresh },
				after(func(*origin) { time.Sleep(time.Second) }, status(403)))}, // by when all have asked
		"is requested again each time that a token runs out": {
			answers: []answer{status(401), cut(100_000), status(401), cut(100_000), status(403)}, options: counting,
			also: func(t *testing.T, o *origin) {
				counted(3)(t, o)
				require.Equal(t, int64(size), o.bytesSent(), "no byte comes twice")
			}},
		"that is refused as well ends the transfer": {always: status(401), options: refreshing(), err: transfer.ErrUnauthorized, requests: 2},
		"that is not to be had ends the transfer": {
			answers: []answer{cut(100_000), status(403)}, kept: 100_000,
			text:    "403 Forbidden: a private video needs a signed URL that has not expired; no new URL: no key",
			options: transfer.Options{Refresh: func(context.Context) (string, error) { return "", errors.New("no key") }}},
		"that is none ends the transfer": {
			answers: []answer{cut(100_000), status(403)}, kept: 100_000, status: 403, text: "bad new URL: invalid argument: not an absolute URL",
			options: transfer.Options{Refresh: func(context.Context) (string, error) { return "secret", nil }}},
		"lets the next run continue, which begins with the refused one again": {
			part: 100_000, answers: []answer{status(401)}, options: refreshing(), resumed: 100_000},
	})
	simulate(t, "starts over when it is another object", func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1), cut(100_000), status(401)), target(t)
		requireFetched(t, o, path, refreshing(func() { o.replace(media(size, 2)) }))
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
