package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

// linkFlags are the flags of link.
type linkFlags struct {
	kind    wrapper.DownloadType
	expires time.Duration
	name    string
}

// link is what link prints with --json.
type link struct {
	Video string               `json:"video"`
	Type  wrapper.DownloadType `json:"type"`
	URL   string               `json:"url"`
}

func newLink(a *app) *cobra.Command {
	var f linkFlags
	cmd := &cobra.Command{
		Use:        "link VIDEO",
		SuggestFor: []string{"url", "sign", "share", "token"},
		Short:      "Print an address of a download to hand on",
		Long: `Link prints the address of a download, under which anybody can fetch the file. If the video is
private, the address is signed: with the key in CLOUDFLARE_STREAM_SIGNING_KEY or in the file that
CLOUDFLARE_STREAM_SIGNING_KEY_FILE names, for a PEM with its id in CLOUDFLARE_STREAM_SIGNING_KEY_ID,
or without a key by a call of the API. A signed address is a secret until it expires.

With --json it prints {"video","type","url"}.`,
		Example: `  streamdl link ea95132c15732412d22c1476fa83f27a
  streamdl link ea95132c15732412d22c1476fa83f27a --type audio --expires 12h --name talk`,
		PreRunE: func(*cobra.Command, []string) error { return f.check() },
	}
	addKind(cmd, &f.kind)
	flags := cmd.Flags()
	flags.DurationVar(&f.expires, "expires", time.Hour, "how long a signed address is good for, at most 24h")
	flags.StringVar(&f.name, "name", "", "`NAME` under which a browser saves the file, without extension")
	return a.onVideo(cmd, func(ctx context.Context, client *wrapper.Client, video string) error {
		return a.link(ctx, client, video, f)
	})
}

const longestExpiry = 24 * time.Hour

// check refuses wrong flags before anything is sent.
func (f linkFlags) check() error {
	switch {
	case f.expires <= 0 || f.expires > longestExpiry:
		return fmt.Errorf("%w: --expires %v: want more than 0s and at most 24h", wrapper.ErrInvalid, f.expires)
	case f.name != "" && wrapper.ServedName(f.name) == "":
		return fmt.Errorf("%w: --name %q: want letters, digits, - and _", wrapper.ErrInvalid, f.name)
	}
	return nil
}

func (a *app) link(ctx context.Context, client *wrapper.Client, video string, f linkFlags) error {
	download, err := find(ctx, client, video, f.kind)
	if err != nil {
		return err
	}
	options := []wrapper.URLOption{wrapper.WithTokenOptions(wrapper.TokenOptions{Expires: f.expires})}
	if f.name != "" {
		options = append(options, wrapper.WithURLFileName(f.name))
	}
	address, err := client.SignedURL(ctx, video, download, options...)
	if err != nil {
		return err
	}
	if download.Status != wrapper.Ready {
		a.notef("streamdl: the download is not ready (%s): nothing is served under this address yet\n", state(download))
	}
	a.print(link{video, f.kind, address}, "%s\n", line.Printable(address))
	return nil
}
