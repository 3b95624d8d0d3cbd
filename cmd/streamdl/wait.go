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
		ctx, cancel := within(ctx, timeout)
		defer cancel()
		download, err := a.wait(ctx, client, video, kind)
		if err == nil {
			a.printDownload(kind, download)
		}
		return err
	})
}

func addTimeout(cmd *cobra.Command, timeout *time.Duration) {
	cmd.Flags().DurationVar(timeout, "timeout", 0, "longest time to wait for the generation, such as 90s or 2h (default no limit)")
}

// timedOut is why a wait ends that takes too long.
type timedOut time.Duration

func (t timedOut) Error() string {
	return fmt.Sprintf("timed out: not ready after %v", time.Duration(t))
}

// Is makes it the end of any deadline, too, since it stands for that of a context.
func (timedOut) Is(target error) bool {
	return target == errTimedOut || target == context.DeadlineExceeded
}

// within limits how long all the waits of a command may take. A timeout of zero is none.
func within(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, timeout, timedOut(timeout))
}

// wait waits for a download and shows the progress.
func (a *app) wait(ctx context.Context, client *wrapper.Client, video string, kind wrapper.DownloadType) (wrapper.Download, error) {
	progress := a.newProgress("generating")
	var last wrapper.Download
	download, err := client.Wait(ctx, video, kind, wrapper.WithUpdate(func(seen wrapper.Download) {
		last = seen
		progress.update(generating(seen))
	}))
	progress.end(err)
	return download, stoppedAt(at(last), err)
}

// stoppedAt says of a wait that was interrupted or too long how far it came, and how to go on. If the service could not be
// reached or failed meanwhile, other than in a call that was cut off by the timeout, that is what was said already.
func stoppedAt(at string, err error) error {
	timeout, ranOut := errors.AsType[timedOut](err)
	failed := apiError(err)
	switch {
	case isInterrupt(err):
		return fmt.Errorf("%w%s; it is still being generated: run the same command again", errInterrupted, at)
	case ranOut && (failed == nil || errors.Is(failed, timeout)):
		return fmt.Errorf("%w%s; the service goes on: wait again, with a longer --timeout", timeout, at)
	}
	return err
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
