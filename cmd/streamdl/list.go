package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

func newList(a *app) *cobra.Command {
	return a.onVideo(&cobra.Command{
		Use:        "list VIDEO",
		SuggestFor: []string{"ls", "show", "status", "downloads"},
		Short:      "List the downloads of a video",
		Long: `List shows the downloads that a video has, how far each is, and where its file is served.

With --json it prints the result of the API: {"default":{…},"audio":{…}}, without what was
never asked for.`,
		Example: `  streamdl list ea95132c15732412d22c1476fa83f27a
  streamdl list ea95132c15732412d22c1476fa83f27a --json | jq -r .default.status`,
	}, a.list)
}

func (a *app) list(ctx context.Context, client *wrapper.Client, video string) error {
	downloads, err := client.List(ctx, video)
	if err != nil {
		return err
	}
	if a.json {
		a.printJSON(downloads)
		return nil
	}
	if downloads == (wrapper.Downloads{}) {
		a.notef("%s has no downloads; streamdl create %[1]s asks for one\n", video)
		return nil
	}
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "TYPE\tSTATUS\tPERCENT\tURL")
	for _, kind := range []wrapper.DownloadType{wrapper.Default, wrapper.Audio} {
		if download := wrapper.DownloadOf(downloads, kind); download != nil {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%.0f\t%s\n",
				kind, line.Printable(string(download.Status)), download.PercentComplete, line.Printable(download.URL))
		}
	}
	_ = table.Flush()
	return nil
}
