package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/cmd/streamdl/reference"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

func newServe(a *app) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:        "serve",
		SuggestFor: []string{"emulator", "emulate", "server", "mock", "start"},
		Short:      "Run an emulator of the service",
		Long: `Serve runs an emulator of the downloads API and of the host of the files, to try programs against
without an account. When it is ready it prints one line: listening on http://HOST:PORT/client/v4
That is the base URL for streamdl, and for the official SDKs as CLOUDFLARE_BASE_URL. With --json the
line is {"base_url"}. Everything is kept in memory, until an interrupt ends it with exit code 0.

On / of the same address is a reference of the API, in which each call can be tried, and the
document as /openapi.yaml and /openapi.json. With --debug each request is logged to stderr.

It knows what Cloudflare prints in its reference:
  account  ` + emulator.DefaultAccount + `   (--account-id replaces it)
  video    ` + emulator.DefaultVideo + `
  token    ` + emulator.DefaultToken + `
  e-mail   ` + emulator.DefaultEmail + `
  key      ` + emulator.DefaultKey + `

A video without FILE is a small MP4 that plays, its audio a small M4A.

` + strings.TrimSpace(emulator.FaultHelp()),
		Example: `  streamdl serve --addr 127.0.0.1:0
  streamdl serve --video film=film.mp4 --audio film=film.m4a --encode-time 10s
  streamdl serve --not-ready draft --fail broken
  streamdl serve --private secret --signing-key key.pem
  streamdl serve --videos 5000 --rate-limit 1200/5m
  streamdl serve --fault listDownloads:2-3:status=503,retry-after=5 --fault media:1:cut=50%`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), f) },
	}
	f.add(cmd)
	return cmd
}

func (a *app) serve(ctx context.Context, f serveFlags) error {
	options, err := f.options()
	if err != nil {
		return err
	}
	account := cmp.Or(a.accountID, emulator.DefaultAccount)
	options = append(options, emulator.WithAccount(account))
	if a.debug {
		options = append(options, emulator.WithLogger(a.logger()))
	}
	server, err := emulator.New(options...)
	if _, isFile := errors.AsType[*fs.PathError](err); err != nil && !isFile {
		return usageError{err, "streamdl serve"}
	} else if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", f.address)
	if _, bad := errors.AsType[*net.AddrError](err); bad {
		return fmt.Errorf("%w: --addr: %w", wrapper.ErrInvalid, err)
	}
	if err != nil {
		return fmt.Errorf("%w; --addr 127.0.0.1:0 picks a free port", err)
	}
	site := &http.Server{ReadHeaderTimeout: 30 * time.Second, Handler: reference.Handler(server.Handler(), account)}
	a.announce("http://" + reachable(listener.Addr()))
	stop := context.AfterFunc(ctx, func() { _ = site.Close() })
	defer stop()
	if err := site.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// announce says where the API is, and on stderr where a person may read about it.
func (a *app) announce(origin string) {
	baseURL := origin + emulator.BasePath
	a.print(map[string]string{"base_url": baseURL}, "listening on %s\n", baseURL)
	a.newsf("streamdl: the reference, to try calls in a browser, is on %s/\n", origin)
}

// reachable is where to call a listener. One on all addresses is called on the loopback address: a client that keeps
// its credential from the network would refuse the address 0.0.0.0 or ::.
func reachable(address net.Addr) string {
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", fmt.Sprint(tcp.Port))
	}
	return address.String()
}
