package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

// addFilter adds the flags that select videos of the library.
func addFilter(cmd *cobra.Command, f *wrapper.VideoFilter) {
	flags := cmd.Flags()
	layouts := []string{time.DateOnly, time.RFC3339} // a date begins at midnight UTC
	flags.StringVar(&f.Search, "search", "", "only videos with `TEXT` in their name")
	flags.StringVar(&f.Creator, "creator", "", "only videos of a creator, by its `ID`")
	flags.TimeVar(&f.After, "after", time.Time{}, layouts, "only videos created on `DATE` or later, such as 2026-01-31 or 2026-01-31T08:00:00Z")
	flags.TimeVar(&f.Before, "before", time.Time{}, layouts, "only videos created before `DATE`")
}

// checkFilter refuses wrong flags before anything is sent.
func checkFilter(f wrapper.VideoFilter) error {
	if !f.Before.IsZero() && !f.Before.After(f.After) {
		return fmt.Errorf("%w: --before %s is not later than --after %s: no video is between them", wrapper.ErrInvalid,
			f.Before.Format(time.RFC3339), f.After.Format(time.RFC3339))
	}
	return nil
}

func newVideos(a *app) *cobra.Command {
	var filter wrapper.VideoFilter
	cmd := &cobra.Command{
		Use:        "videos",
		SuggestFor: []string{"library", "all"},
		Short:      "List the videos of the library",
		Long: `Videos lists all videos of the account, the oldest first, however many there are. It costs one call
for each 1,000 of them.

With --json it prints one array of the videos, as the API describes them.`,
		Example: `  streamdl videos
  streamdl videos --after 2026-01-01 --search interview
  streamdl videos --json | jq -r '.[] | select(.requireSignedURLs) | .uid'`,
		Args:    cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return checkFilter(filter) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := a.client()
			if err != nil {
				return err
			}
			return a.videos(cmd.Context(), client, filter)
		},
	}
	addFilter(cmd, &filter)
	return cmd
}

func (a *app) videos(ctx context.Context, client *wrapper.Client, filter wrapper.VideoFilter) error {
	videos := []wrapper.Video{}
	for video, err := range client.Videos(ctx, filter) {
		if err != nil {
			return err
		}
		videos = append(videos, video)
	}
	if a.json {
		a.printJSON(videos)
		return nil
	}
	if len(videos) == 0 {
		a.notef("no videos\n")
		return nil
	}
	table := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "UID\tCREATED\tMINUTES\tSTATE\tACCESS\tNAME")
	for _, video := range videos {
		created, minutes, state, access := "-", "-", "-", "public"
		if video.Created != nil {
			created = video.Created.UTC().Format("2006-01-02 15:04")
		}
		if video.Duration >= 0 {
			minutes = fmt.Sprintf("%.1f", video.Duration/60)
		}
		if video.Status != nil {
			state = line.Printable(string(video.Status.State))
		}
		if video.RequireSignedURLs {
			access = "private"
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n",
			line.Printable(video.UID), created, minutes, state, access, line.Clean(wrapper.VideoName(video)))
	}
	_ = table.Flush()
	return nil
}
