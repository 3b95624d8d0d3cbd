package main

import (
	"context"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

// filterFlags select videos of the library.
type filterFlags struct {
	search, creator string
	after, before   dateFlag
}

func addFilter(cmd *cobra.Command, f *filterFlags) {
	flags := cmd.Flags()
	flags.StringVar(&f.search, "search", "", "only videos with `TEXT` in their name")
	flags.StringVar(&f.creator, "creator", "", "only videos of a creator, by its `ID`")
	flags.Var(&f.after, "after", "only videos created on `DATE` or later, such as 2026-01-31 or 2026-01-31T08:00:00Z")
	flags.Var(&f.before, "before", "only videos created before `DATE`")
}

func (f filterFlags) filter() wrapper.VideoFilter {
	return wrapper.VideoFilter{Search: f.search, Creator: f.creator, After: f.after.Time, Before: f.before.Time}
}

// check refuses wrong flags before anything is sent.
func (f filterFlags) check(cmd *cobra.Command) error {
	if err := checkEmpty(cmd.Flags(), "search", "creator"); err != nil {
		return err
	}
	if !f.before.IsZero() && !f.before.After(f.after.Time) {
		return fmt.Errorf("%w: --before %s is not later than --after %s: no video is between them", wrapper.ErrInvalid, f.before, f.after)
	}
	return nil
}

// dateFlag is a date, which begins at midnight UTC, or a moment.
type dateFlag struct{ time.Time }

func (d dateFlag) Type() string { return "date" }

func (d dateFlag) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.RFC3339)
}

// Set reads a date.
func (d *dateFlag) Set(text string) (err error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if d.Time, err = time.Parse(layout, text); err == nil {
			return nil
		}
	}
	return fmt.Errorf("want a date, such as 2026-01-31, or a moment, such as 2026-01-31T08:00:00Z")
}

func newVideos(a *app) *cobra.Command {
	var f filterFlags
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
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		PreRunE:           func(cmd *cobra.Command, _ []string) error { return f.check(cmd) },
		RunE: func(cmd *cobra.Command, _ []string) error {
			client, err := a.client()
			if err != nil {
				return err
			}
			return a.videos(cmd.Context(), client, f.filter())
		},
	}
	addFilter(cmd, &f)
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
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", line.Printable(video.UID),
			created(video), minutes(video), stateOf(video), access(video), line.Clean(wrapper.VideoName(video)))
	}
	_ = table.Flush()
	return nil
}

func created(video wrapper.Video) string {
	if video.Created == nil {
		return "-"
	}
	return video.Created.UTC().Format("2006-01-02 15:04")
}

func minutes(video wrapper.Video) string {
	if video.Duration < 0 {
		return "-"
	}
	return strconv.FormatFloat(video.Duration/60, 'f', 1, 64)
}

func stateOf(video wrapper.Video) string {
	if video.Status == nil {
		return "-"
	}
	return line.Printable(string(video.Status.State))
}

func access(video wrapper.Video) string {
	if video.RequireSignedURLs {
		return "private"
	}
	return "public"
}
