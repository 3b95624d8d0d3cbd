package network

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestErrorsOfATransport(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	defer untrusted.Close()
	reset := listen(t, func(c net.Conn) { _, _ = http.ReadRequest(bufio.NewReader(c)) })
	proxy := func(status string) string {
		return "http://" + listen(t, func(c net.Conn) {
			_, _ = http.ReadRequest(bufio.NewReader(c))
			_, _ = fmt.Fprintf(c, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n", status)
		})
	}
	socks := listen(t, func(c net.Conn) {
		_, _ = io.ReadFull(c, make([]byte, 3))
		_, _ = c.Write([]byte{5, 0xff}) // none of the methods of authentication that were offered
	})
	other := listen(t, func(c net.Conn) { _, _ = io.WriteString(c, "220 ready\r\n") })
	for name, test := range map[string]struct {
		url, proxy         string
		permanent, notSent bool
	}{
		"no such host":               {url: "http://nowhere.invalid/", permanent: true, notSent: true},
		"untrusted certificate":      {url: untrusted.URL, permanent: true, notSent: true},
		"TLS to a plain port":        {url: strings.Replace(plain.URL, "http:", "https:", 1), permanent: true, notSent: true},
		"TLS to another protocol":    {url: "https://" + other, permanent: true, notSent: true},
		"proxy wants a password":     {url: "https://example.com/", proxy: proxy("407 Proxy Authentication Required"), permanent: true, notSent: true},
		"proxy has a bad gateway":    {url: "https://example.com/", proxy: proxy("502 Bad Gateway"), notSent: true},
		"SOCKS wants a password":     {url: "https://example.com/", proxy: "socks5://" + socks, permanent: true, notSent: true},
		"no such port":               {url: "http://127.0.0.1:99999/", permanent: true, notSent: true},
		"TLS with nothing in common": {url: oldTLS(t), permanent: true, notSent: true},
		"connection refused":         {url: "http://127.0.0.1:1/", notSent: true},
		"connection closed midway":   {url: "http://" + reset},
	} {
		t.Run(name, func(t *testing.T) {
			ours, standard := NewTransport(), http.DefaultTransport.(*http.Transport).Clone()
			for kind, transport := range map[string]*http.Transport{"our transport": ours, "the standard one": standard} {
				defer transport.CloseIdleConnections()
				transport.Proxy = nil
				if test.proxy != "" {
					address, err := url.Parse(test.proxy)
					require.NoError(t, err)
					transport.Proxy = http.ProxyURL(address)
				}
				if test.proxy != "" && !test.permanent && transport == standard {
					continue // its error has nothing to recognize it by
				}
				_, err := (&http.Client{Transport: transport}).Get(test.url) //nolint:bodyclose,noctx // there is none
				require.Error(t, err, kind)
				assert.Equal(t, test.permanent, Permanent(err), "%s: permanent: %v", kind, err)
				assert.Equal(t, test.notSent, NotSent(err), "%s: not sent: %v", kind, err)
			}
		})
	}
}

// oldTLS is the address of a server that refuses every handshake of today with an alert.
func oldTLS(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{MaxVersion: tls.VersionTLS11} //nolint:gosec // on purpose
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

func TestHeadersOfAResponseAreBounded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for i := range 40 {
			w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("a", 10<<10))
		}
	}))
	defer server.Close()
	transport := NewTransport()
	defer transport.CloseIdleConnections()
	_, err := (&http.Client{Transport: transport}).Get(server.URL) //nolint:bodyclose,noctx // there is none
	assert.ErrorContains(t, err, "headers exceeded")
}

// listen answers each connection by one function and closes it.
func listen(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			serve(c)
			_ = c.Close()
		}
	}()
	return listener.Addr().String()
}
