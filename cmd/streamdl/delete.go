package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/wrapper"
)

// deletion is what delete prints with --json.
type deletion struct {
	Video   string               `json:"video"`
	Type    wrapper.DownloadType `json:"type"`
	Deleted bool                 `json:"deleted"`
}

func newDelete(a *app) *cobra.Command {
	var kind wrapper.DownloadType
	cmd := &cobra.Command{
		Use:        "delete VIDEO",
		SuggestFor: []string{"remove", "rm", "del", "disable"},
		Short:      "Delete a download of a video",
		Long: `Delete deletes a download: its URL is not served any more. The video itself stays, and so do the
files that were fetched. Deleting what is not there ends with exit code 4.

With --json it prints {"video","type","deleted":true}.`,
		Example: `  streamdl delete ea95132c15732412d22c1476fa83f27a
  streamdl delete ea95132c15732412d22c1476fa83f27a --type audio`,
	}
	addKind(cmd, &kind)
	return a.onVideo(cmd, func(ctx context.Context, client *wrapper.Client, video string) (err error) {
		if kind == wrapper.Default {
			err = client.Delete(ctx, video)
		} else {
			err = client.DeleteType(ctx, video, kind)
		}
		if err == nil {
			a.print(deletion{video, kind, true}, "%s: deleted\n", kind)
		}
		return err
	})
}
