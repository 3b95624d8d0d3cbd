package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

const defaultAddress = "127.0.0.1:8787"

// serveFlags are the flags of serve.
type serveFlags struct {
	address    string
	videos     []string
	audios     []string
	encodeTime time.Duration
	shape      *choice
	notReady   []string
	failing    []string
	faults     []string
}

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

It knows what Cloudflare prints in its reference:
  account  ` + emulator.DefaultAccount + `   (--account-id replaces it)
  video    ` + emulator.DefaultVideo + `
  token    ` + emulator.DefaultToken + `
  e-mail   ` + emulator.DefaultEmail + `
  key      ` + emulator.DefaultKey + `

A video without FILE is a small MP4 that plays, its audio a small M4A.`,
		Example: `  streamdl serve --addr 127.0.0.1:0
  streamdl serve --video film=film.mp4 --audio film=film.m4a --encode-time 10s
  streamdl serve --not-ready draft --fail broken
  streamdl serve --fault listDownloads:2-3:status=503,retry-after=5 --fault media:1:cut=50%`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), f) },
	}
	help := cmd.HelpFunc()
	cmd.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		cmd.Long += "\n\n" + emulator.FaultHelp() // long, and of no use to any other command
		cmd.InheritedFlags().Lookup("account-id").Usage = "the account that it knows (default " + emulator.DefaultAccount + ")"
		cmd.InheritedFlags().Lookup("base-url").Hidden = true
		cmd.InheritedFlags().Lookup("debug").Hidden = true
		help(cmd, args)
	})
	flags := cmd.Flags()
	flags.StringVar(&f.address, "addr", defaultAddress, "`HOST:PORT` to listen on; port 0 picks a free one")
	flags.StringArrayVar(&f.videos, "video", nil, "add a video, `UID[=FILE]`; may be repeated")
	flags.StringArrayVar(&f.audios, "audio", nil, "the audio of a video, `UID=FILE`; may be repeated")
	flags.StringArrayVar(&f.faults, "fault", nil, "make something go wrong, `OPERATION:OCCURRENCE:EFFECTS`; may be repeated")
	flags.DurationVar(&f.encodeTime, "encode-time", 2*time.Second, "how long the generation of a download takes")
	f.shape = addChoice(cmd, "create-shape", "how createDownload answers: as the reference shows, or as the service is seen to", "flat", "keyed")
	flags.StringArrayVar(&f.notReady, "not-ready", nil, "add a video that isn't ready to stream, `UID`; may be repeated")
	flags.StringArrayVar(&f.failing, "fail", nil, "add a video whose generation ends in error, `UID`; may be repeated")
	return cmd
}

func (a *app) serve(ctx context.Context, f serveFlags) error {
	if _, _, err := net.SplitHostPort(f.address); err != nil {
		return fmt.Errorf("%w: --addr: %w", wrapper.ErrInvalid, err)
	}
	options, err := f.options()
	if err != nil {
		return err
	}
	if a.accountID != "" {
		options = append(options, emulator.WithAccount(a.accountID))
	}
	server, err := emulator.New(options...)
	if _, isFile := errors.AsType[*fs.PathError](err); err != nil && !isFile {
		return fmt.Errorf("%w: %w", wrapper.ErrInvalid, err)
	} else if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	baseURL, err := server.Listen(f.address) //nolint:contextcheck // Close ends it
	if _, bad := errors.AsType[*net.AddrError](err); bad {
		return fmt.Errorf("%w: --addr: %w", wrapper.ErrInvalid, err)
	}
	if err != nil {
		return fmt.Errorf("%w; --addr 127.0.0.1:0 picks a free port", err)
	}
	if a.json {
		a.printJSON(map[string]string{"base_url": baseURL})
	} else {
		a.printf("listening on %s\n", baseURL)
	}
	<-ctx.Done()
	return server.Close()
}
