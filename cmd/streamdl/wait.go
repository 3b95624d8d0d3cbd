package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

var errTimedOut = errors.New("timed out")

func newWait(a *app) *cobra.Command {
	var kind wrapper.DownloadType
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "wait VIDEO",
		Short: "Wait until a download is ready",
		Long: `Wait returns when a download is ready. It takes from seconds for a short clip to hours for a film;
without --timeout, wait stays as long as it takes. The service is asked now and then, at a pace that
follows the progress. It goes on generating whether anybody waits or not.

With --json it prints the download: {"percentComplete","status","url"}.`,
		Example: `  streamdl wait ea95132c15732412d22c1476fa83f27a
  streamdl wait ea95132c15732412d22c1476fa83f27a --type audio --timeout 30m`,
	}
	addKind(cmd, &kind)
	addTimeout(cmd, &timeout)
	return a.onVideo(cmd, func(ctx context.Context, client *wrapper.Client, video string) error {
		limit := newLimit(timeout)
		ctx, cancel := limit.on(ctx)
		defer cancel()
		download, err := a.wait(ctx, client, video, kind, limit)
		if err == nil {
			a.printDownload(kind, download)
		}
		return err
	})
}

func addTimeout(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", 0, "longest time to wait for the generation, such as 90s or 2h (default no limit)")
}

// limit is how long all the calls before a transfer may take. A timeout of zero is none.
type limit struct {
	timeout time.Duration
	ends    time.Time
}

func newLimit(timeout time.Duration) limit { return limit{timeout, time.Now().Add(timeout)} }

func (l limit) on(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, l.ends)
}

// wait waits for a download and shows the progress.
func (a *app) wait(ctx context.Context, client *wrapper.Client, video string, kind wrapper.DownloadType, limit limit) (wrapper.Download, error) {
	progress := a.newProgress("generating")
	var last wrapper.Download
	download, err := client.Wait(ctx, video, kind, wrapper.WithUpdate(func(seen wrapper.Download) {
		last = seen
		progress.update(generating(seen))
	}))
	progress.end(err)
	return download, limit.explain(err, at(last))
}

// explain says what came of a call or a wait that was interrupted or took too long. If the service could not be reached or
// failed meanwhile, that is what has to be said, with its status.
func (l limit) explain(err error, at string) error {
	failed := apiError(err)
	ranOut := l.timeout > 0 && (errors.Is(err, context.DeadlineExceeded) || failed != nil && time.Now().After(l.ends))
	switch {
	case err == nil:
		return nil
	case isInterrupt(err):
		return fmt.Errorf("%w%s; it is still being generated: run the same command again", errInterrupted, at)
	case !ranOut, errors.Is(err, errTimedOut):
		return err
	case failed != nil && !cutOff(failed):
		return fmt.Errorf("%w: not ready after %v%s; the last call failed: %w", errTimedOut, l.timeout, at, failed)
	}
	return fmt.Errorf("%w: not ready after %v%s; the service goes on: wait again, with a longer --timeout", errTimedOut, l.timeout, at)
}

// cutOff reports whether a call has no response, or half of one, because the timeout ended it, and for no other reason.
func cutOff(failed *wrapper.Error) bool {
	causes := failed.Unwrap()
	switch {
	case failed.StatusCode != 0 && failed.StatusCode != http.StatusOK:
		return false
	case len(causes) == 0:
		return failed.StatusCode == 0
	}
	return errors.Is(causes[0], context.DeadlineExceeded)
}

// state says in words how far a download is.
func state(download wrapper.Download) string {
	return fmt.Sprintf("%s, %.0f %%", line.Printable(string(download.Status)), download.PercentComplete)
}

func at(last wrapper.Download) string {
	if last == (wrapper.Download{}) {
		return ""
	}
	return " at " + state(last)
}
