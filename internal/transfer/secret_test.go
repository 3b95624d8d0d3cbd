package transfer_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func requireSecretsKept(t *testing.T, err error) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%s", "%q"} {
		text := fmt.Sprintf(verb, err)
		require.NotContains(t, text, "secret")
		require.NotContains(t, text, "\n")
		require.NotContains(t, text, base64.StdEncoding.EncodeToString([]byte("secret-token")))
	}
}

func TestErrorsAndLogsKeepTheURLSecret(t *testing.T) {
	for name, response := range map[string]answer{
		"unreachable":                    unreachable,
		"refused":                        status(403),
		"broken":                         cut(0),
		"stalled":                        stall(0),
		"a page":                         page("text/html", "no"),
		"bad status":                     status(503),
		"nonsense":                       raw("nonsense\r\n\r\n"),
		"the URL as a status line":       raw("/secret-token/downloads/default.mp4\r\n\r\n"),
		"the token in a broken header":   raw("HTTP/1.1 200 OK\r\nbroken secret-token\r\n\r\n"),
		"the token as a length":          raw("HTTP/1.1 200 OK\r\nContent-Length: secret-token\r\n\r\n"),
		"the token in base64":            raw("HTTP/1.1 200 OK\r\nbroken " + base64.StdEncoding.EncodeToString([]byte("a secret-token")) + "\r\n\r\n"),
		"the query as a type":            page("text/secret-query", "no"),
		"the token as an encoding":       labelled("Content-Encoding", "secret-token"),
		"the token as a location":        status(302, "Location", "ftp://elsewhere/secret-token"),
		"the token in a broken location": status(302, "Location", "http://a b/secret-token\x7f"),
		"another in a broken location":   status(302, "Location", "http://a b/another-secret\x7f"),
		"the token as a user name":       status(302, "Location", "https://secret-token@elsewhere/"),
		"another secret as a location":   status(302, "Location", "https://elsewhere/another-secret"),
	} {
		var logged bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
		try(t, map[string]trial{name: {
			always: response, options: transfer.Options{Signed: true, Logger: logger}, text: "origin.test",
			also: func(t *testing.T, _ *origin) { require.NotContains(t, logged.String(), "secret") }}})
	}
}

func TestStateFileAndResultKeepTheURLSecret(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		telltale := func(o *origin, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "video/mp4; token=secret-token")
			o.object.etag = `"secret-token"`
			serve(o, w, r)
		}
		o.serveWith(status(410), cutting(100_000, telltale))
		options := single()
		options.Identity = "video"
		_, err := toFile(t, o, path, options)
		require.ErrorIs(t, err, transfer.ErrNotFound)
		state, err := os.ReadFile(path + ".part.json")
		require.NoError(t, err)
		require.NotContains(t, string(state), "secret")
		require.NotContains(t, string(state), "origin")
		o.serveWith(telltale)
		result := requireFetched(t, o, path, options)
		require.Equal(t, int64(100_000), result.ResumedBytes, "by its date")
		require.NotContains(t, result.ContentType, "secret")
	})
}

func TestRedirects(t *testing.T) {
	hops := func(n int) answer {
		return func(o *origin, w http.ResponseWriter, r *http.Request) {
			var hop int
			_, _ = fmt.Sscanf(r.URL.Path, "/hop/%d", &hop)
			if hop == n {
				serve(o, w, r)
				return
			}
			http.Redirect(w, r, fmt.Sprintf("/hop/%d?sig=secret-query", hop+1), http.StatusFound)
		}
	}
	to := func(location string) []answer { return []answer{status(302, "Location", location)} }
	signed, renewed := transfer.Options{Signed: true}, refreshing()
	const refusal = "a signed URL leads to another host"
	try(t, map[string]trial{
		"up to five are followed": {always: hops(5), requests: 6, also: func(t *testing.T, o *origin) {
			for _, r := range o.requests {
				require.Empty(t, r.Referer(), "the address before may hold a token")
			}
		}},
		"more than five are refused": {always: hops(6), text: "redirect", requests: 6},
		"keep the range": {part: 100_000, always: hops(2), resumed: 100_000,
			asked: []string{"bytes=100000-299999", "bytes=100000-299999", "bytes=100000-299999"}},
		// Whoever sees a signed URL can have the file.
		"of a plain URL may lead to another host":            {answers: to("http://elsewhere.test/film.mp4")},
		"of a signed URL may lead to its own host":           {options: signed, answers: to("http://ORIGIN.test/film.mp4")},
		"of a signed URL may not lead to another host":       {options: signed, answers: to("http://elsewhere.test/film.mp4"), text: refusal, requests: 1},
		"of a signed URL may not lead to another port":       {options: signed, answers: to("http://origin.test:81/film.mp4"), text: refusal, requests: 1},
		"of a signed URL may not lead to a host's subdomain": {options: signed, answers: to("http://a.origin.test/film.mp4"), text: refusal, requests: 1},
		"of a renewed URL may not lead to another host": {
			options: renewed, answers: append([]answer{status(401)}, to("http://elsewhere.test/film.mp4")...), text: refusal, requests: 2},
	})
}

func TestClientOfTheCallerIsNotChanged(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o := newOrigin(t, media(size, 1))
		client := &http.Client{Timeout: 1, Jar: jar{}, Transport: o.client.Transport}
		options := single()
		options.Client = client
		_, err := toFile(t, o, target(t), options)
		require.NoError(t, err)
		require.Equal(t, &http.Client{Timeout: 1, Jar: jar{}, Transport: o.client.Transport}, client)
		require.Empty(t, o.header(0, "Cookie"))
	})
}

type jar struct{ http.CookieJar }
