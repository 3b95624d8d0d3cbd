package transfer_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestRedirects(t *testing.T) {
	hops := func(n int) *origin {
		o := newOrigin(t, media(size, 1))
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			var hop int
			_, _ = fmt.Sscanf(r.URL.Path, "/hop/%d", &hop)
			if hop == n {
				serve(o, w, r)
				return
			}
			http.Redirect(w, r, fmt.Sprintf("/hop/%d?sig=secret-query", hop+1), http.StatusFound)
		})
		return o
	}
	t.Run("up to five are followed", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := hops(5)
			_, err := fetch(o, quick())
			require.NoError(t, err)
			for _, r := range o.requests {
				require.Empty(t, r.Referer(), "the address before may hold a token")
			}
		})
	})
	t.Run("more than five are refused", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := hops(6)
			_, err := fetch(o, quick())
			require.ErrorContains(t, err, "redirect")
			require.Len(t, o.asked(), 6)
			requireSecretsKept(t, err)
		})
	})
	t.Run("keep the range", func(t *testing.T) {
		o, path := hops(2), target(t)
		leavePart(t, o, path, 100_000, quick())
	})
	for name, location := range map[string]string{
		"to another scheme":    "ftp://host/secret-token",
		"to a user name":       "https://user:secret-token@host/x",
		"to an unreadable one": "http://a b/secret-token\x7f",
	} {
		t.Run(name+" are refused", func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				o := newOrigin(t, media(size, 1))
				o.serveWith(status(302, "Location", location))
				_, err := fetch(o, quick())
				require.Error(t, err)
				requireSecretsKept(t, err)
			})
		})
	}
}

func TestWithoutTLS(t *testing.T) {
	plain := newOrigin(t, media(size, 1))
	secure := httptest.NewUnstartedServer(plain)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	t.Run("an http URL is refused", func(t *testing.T) {
		options := quick()
		options.AllowHTTP = false
		_, err := transfer.ToFile(t.Context(), plain.file(), target(t), options)
		require.ErrorIs(t, err, transfer.ErrInsecure)
		require.ErrorIs(t, err, transfer.ErrInvalid)
		requireSecretsKept(t, err)
	})
	for name, allow := range map[string]bool{"": false, ", even where http is allowed": true} {
		t.Run("a redirect from https to http is refused"+name, func(t *testing.T) {
			plain.serveWith(func(_ *origin, w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, plain.file(), http.StatusFound)
			})
			options := quick()
			options.AllowHTTP, options.Client = allow, secure.Client()
			before := len(plain.asked())
			_, err := transfer.ToFile(t.Context(), secure.URL+"/secret-token", target(t), options)
			require.ErrorIs(t, err, transfer.ErrInsecure)
			require.Len(t, plain.asked(), before+1)
			requireSecretsKept(t, err)
		})
	}
	t.Run("https with ranges works", func(t *testing.T) {
		plain.serveWith(serve)
		options := ranged()
		options.AllowHTTP, options.Client = false, secure.Client()
		path := target(t)
		result, err := transfer.ToFile(t.Context(), secure.URL+"/x", path, options)
		require.NoError(t, err)
		requireWhole(t, path, result, plain.object.data)
	})
	t.Run("a certificate that is not trusted is final", func(t *testing.T) {
		start := time.Now()
		options := quick()
		options.Retry.Base, options.Retry.Max = time.Minute, time.Minute
		_, err := transfer.ToFile(t.Context(), secure.URL+"/secret-token", target(t), options)
		require.ErrorContains(t, err, "certificate")
		require.Less(t, time.Since(start), 10*time.Second)
		requireSecretsKept(t, err)
	})
}

func TestClientOfTheCallerIsNotChanged(t *testing.T) {
	o := newOrigin(t, media(size, 1))
	client := &http.Client{Timeout: time.Nanosecond, Jar: jar{}, Transport: &http.Transport{}}
	t.Cleanup(client.CloseIdleConnections)
	options := quick()
	options.Client = client
	_, err := toFile(t, o, target(t), options)
	require.NoError(t, err)
	require.Equal(t, time.Nanosecond, client.Timeout)
	require.Nil(t, client.CheckRedirect)
	require.Empty(t, o.header(0, "Cookie"))
}

type jar struct{ http.CookieJar }

func requireSecretsKept(t *testing.T, err error) {
	t.Helper()
	for _, verb := range []string{"%v", "%+v", "%s", "%q"} {
		text := fmt.Sprintf(verb, err)
		require.NotContains(t, text, "secret")
		require.NotContains(t, text, "default.mp4")
	}
}

func TestErrorsAndLogsKeepTheURLSecret(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	for name, script := range map[string]answer{
		"unreachable": nil,
		"refused":     status(403),
		"broken":      cut(0),
		"stalled":     stall(0),
		"a page":      page("text/html", "no"),
		"bad status":  status(503),
		"bad header": func(_ *origin, w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			_, _ = io.WriteString(conn, "nonsense\r\n\r\n")
			_ = conn.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, fetch fetcher) {
				var logged bytes.Buffer
				options := quick()
				options.StallTimeout = 20 * time.Millisecond
				options.Logger = slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))
				o := newOrigin(t, media(size, 1))
				if script == nil {
					o = &origin{Server: &httptest.Server{URL: "http://" + closed.Addr().String()}}
				} else {
					o.serveWith(script)
				}
				_, err := fetch(o, options)
				require.Error(t, err)
				requireSecretsKept(t, err)
				require.Contains(t, err.Error(), "127.0.0.1")
				require.NotContains(t, logged.String(), "secret")
				require.NotContains(t, err.Error(), "\n")
			})
		})
	}
}
