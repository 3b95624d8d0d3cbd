package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

func newCreate(a *app) *cobra.Command {
	var kind wrapper.DownloadType
	cmd := &cobra.Command{
		Use:        "create VIDEO",
		SuggestFor: []string{"ask", "enable", "generate", "request"},
		Short:      "Ask for a download of a video",
		Long: `Create asks the service to generate a download, and returns at once with its state. Asking for
one that is there already changes nothing. See wait for how to wait until it is ready. The service
refuses a video that is not ready to stream; fetch waits for it.

With --json it prints the download: {"percentComplete","status","url"}.`,
		Example: `  streamdl create ea95132c15732412d22c1476fa83f27a
  streamdl create ea95132c15732412d22c1476fa83f27a --type audio`,
	}
	addKind(cmd, &kind)
	return a.onVideo(cmd, func(ctx context.Context, client *wrapper.Client, video string) error {
		download, err := askOnce(ctx, client, video, kind)
		if err == nil {
			a.printDownload(kind, download)
		}
		return err
	})
}

func (a *app) printDownload(kind wrapper.DownloadType, download wrapper.Download) {
	text := fmt.Sprintf("%s: %s\n", kind, state(download))
	if download.URL != "" {
		text += line.Printable(download.URL) + "\n"
	}
	a.print(download, "%s", text)
}
