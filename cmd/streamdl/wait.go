package main

import (
	"context"
	"errors"
	"fmt"
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
		download, err := a.wait(ctx, client, video, kind, newLimit(timeout))
		if err == nil {
			a.printDownload(kind, download)
		}
		return err
	})
}

func addTimeout(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", 0, "longest time to wait for the generation, such as 90s or 2h (default no limit)")
}

// waitLimit is how long all the waits of a command may take. A timeout of zero is none.
type waitLimit struct {
	timeout time.Duration
	ends    time.Time
}

func newLimit(timeout time.Duration) waitLimit { return waitLimit{timeout, time.Now().Add(timeout)} }

func (l waitLimit) on(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, l.ends)
}

// wait waits for a download and shows the progress.
func (a *app) wait(ctx context.Context, client *wrapper.Client, video string, kind wrapper.DownloadType, limit waitLimit) (wrapper.Download, error) {
	ctx, cancel := limit.on(ctx)
	defer cancel()
	progress := a.newProgress("generating")
	var last wrapper.Download
	download, err := client.Wait(ctx, video, kind, wrapper.WithUpdate(func(seen wrapper.Download) {
		last = seen
		progress.update(generating(seen))
	}))
	progress.end(err)
	return download, limit.explain(err, at(last))
}

// explain says what came of a wait that was interrupted or too long. If the service could not be reached or failed
// meanwhile, that is what has to be said, with its status.
func (l waitLimit) explain(err error, at string) error {
	failed := apiError(err)
	ranOut := errors.Is(err, context.DeadlineExceeded) || (failed != nil && time.Now().After(l.ends))
	if failed != nil && failed.StatusCode == 0 && cutOff(failed) {
		failed = nil
	}
	switch {
	case err == nil:
		return nil
	case isInterrupt(err):
		return fmt.Errorf("%w%s; it is still being generated: run the same command again", errInterrupted, at)
	case !ranOut || l.timeout == 0:
		return err
	case failed != nil:
		return fmt.Errorf("%w: not ready after %v%s; the last call failed: %w", errTimedOut, l.timeout, at, failed)
	}
	return fmt.Errorf("%w: not ready after %v%s; the service goes on: wait again, with a longer --timeout", errTimedOut, l.timeout, at)
}

// cutOff reports whether a call has no response because the timeout ended it, and for no other reason.
func cutOff(failed *wrapper.Error) bool {
	causes := failed.Unwrap()
	return len(causes) == 0 || errors.Is(causes[0], context.DeadlineExceeded)
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
