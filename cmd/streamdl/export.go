package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

func newExport(a *app) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:        "export DIR [VIDEO…]",
		SuggestFor: []string{"archive", "sync", "backup", "mirror", "all"},
		Short:      "Make a folder hold a file of every video",
		Long: `Export lists the library and makes the folder DIR hold a verified file of every video that is ready,
or of the VIDEOs that are given. It asks the service for many downloads ahead, polls seldom, and
fetches several files at a time, within the calls that the service allows.

It can be interrupted at any time: the same command goes on where it stopped, and fetches what is
new. What was done is in DIR/` + export.ManifestName + `, a JSON object a line. A file that was
removed or shortened is fetched again; with --verify, also one that was altered.

A video that fails is listed at the end, with the reason, and does not stop the others; the exit
code is 8 then. The list can be given to --from.

With --json it prints {"complete","done","skipped","failed","bytes","failures":[{"video","type","error"}]},
with --dry-run {"videos","files","minutes","dollars","skipped","failed"}.`,
		Example: `  streamdl export archive
  streamdl export archive --type default,audio --name '{created} {name}' --metadata
  streamdl export archive --dry-run
  streamdl export archive > failed.txt || streamdl export archive --from failed.txt
  streamdl export part-$I --shard $I/4 --rate 300`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || args[0] == "" {
				return errors.New("DIR is missing: the folder to export into")
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return nil, cobra.ShellCompDirectiveFilterDirs
			}
			return nil, cobra.ShellCompDirectiveNoFileComp
		},
		PreRunE: func(*cobra.Command, []string) error { return checkFilter(f.Filter) },
		RunE:    func(cmd *cobra.Command, args []string) error { return a.export(cmd, args[0], args[1:], f) },
	}
	addExportFlags(cmd, &f)
	return cmd
}

// apiWindow is the time for which the service allows a number of calls.
const apiWindow = 5 * time.Minute

func (a *app) export(cmd *cobra.Command, dir string, videos []string, f exportFlags) error {
	options, err := f.options(a, videos, cmd.InOrStdin())
	if err != nil {
		return err
	}
	client, err := a.client(wrapper.WithRateLimit(f.rate, apiWindow))
	if err != nil {
		return err
	}
	if f.dryRun {
		return a.previewExport(cmd.Context(), client, dir, options)
	}
	progress := a.newExportProgress()
	options.OnEvent = progress.event
	summary, err := export.Run(cmd.Context(), client, dir, options)
	progress.end()
	if err != nil && !errors.Is(err, export.ErrIncomplete) {
		return stopped(err, summary)
	}
	a.printSummary(summary)
	return err
}

// printSummary lists what failed, and says in the last line whether the export is complete.
func (a *app) printSummary(summary export.Summary) {
	var text strings.Builder
	for _, failure := range summary.Failures {
		_, _ = fmt.Fprintf(&text, "%s\t%s\t%s\n", line.Printable(failure.Video), failure.Type, presentable(failure.Error))
	}
	a.print(summary, "%s%s, %s\n", &text, summary, size(summary.Bytes))
}

// stopped says how far an export came that something ended, and how to go on.
func stopped(err error, summary export.Summary) error {
	if summary.Failures == nil {
		return err // it did not begin
	}
	return fmt.Errorf("%w; %s; the same command goes on from there", inOneWord(err), summary)
}

func (a *app) previewExport(ctx context.Context, client *wrapper.Client, dir string, options export.Options) error {
	options.OnEvent = func(e export.Event) {
		switch {
		case e.Err != nil:
			a.newsf("%s\n", failureText(e))
		case e.Kind == export.Selected:
			a.newsf("%s\n", line.Printable(e.Path))
		}
	}
	plan, err := export.Preview(ctx, client, dir, options)
	if err == nil {
		a.print(plan, "%s\n", plan)
	}
	return err
}

// failureText puts what went wrong with a file, or with all, into a line.
func failureText(e export.Event) string {
	text := presentable(e.Err.Error())
	if e.Video != "" {
		text = fmt.Sprintf("%s %s: %s", line.Printable(e.Video), e.Type, text)
	}
	return text
}
