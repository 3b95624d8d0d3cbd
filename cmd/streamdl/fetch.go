package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

// fetchFlags are the flags of fetch.
type fetchFlags struct {
	kind    wrapper.DownloadType
	target  string
	force   bool
	timeout time.Duration
	streams int
}

// fetched is what fetch prints with --json.
type fetched struct {
	Path         string               `json:"path"`
	Bytes        int64                `json:"bytes"`
	SHA256       string               `json:"sha256"`
	Type         wrapper.DownloadType `json:"type"`
	ResumedBytes int64                `json:"resumed_bytes"`
}

func newFetch(a *app) *cobra.Command {
	var f fetchFlags
	cmd := &cobra.Command{
		Use:        "fetch VIDEO",
		SuggestFor: []string{"get", "download", "pull", "dl", "save"},
		Short:      "Make a file of a video: create, wait, fetch",
		Long: `Fetch asks for the download if the video has none yet, waits until it is ready, and writes it to
a file: VIDEO.mp4, or VIDEO.m4a with --type audio, in the current folder unless -o is given. It
waits for the video itself, too, if that was just uploaded, and signs for it if it is private:
with the key in CLOUDFLARE_STREAM_SIGNING_KEY if there is one, else through the API.

The file appears under its name only when it is whole, verified and on disk. Until then its bytes
are in FILE.part, beside FILE.part.json: after an interrupt, a cut, a full disk or a crash the same
command goes on from there. A file that exists is not replaced unless --force is given.

With -o - the bytes go to stdout, and everything else to stderr.

With --json it prints {"path","bytes","sha256","type","resumed_bytes"}.`,
		Example: `  streamdl fetch ea95132c15732412d22c1476fa83f27a
  streamdl fetch ea95132c15732412d22c1476fa83f27a --type audio -o talk.m4a --force
  streamdl fetch ea95132c15732412d22c1476fa83f27a -o - | ffprobe -`,
		PreRunE: func(*cobra.Command, []string) error { return f.check(a.json) },
	}
	addKind(cmd, &f.kind)
	addTimeout(cmd, &f.timeout)
	flags := cmd.Flags()
	flags.StringVarP(&f.target, "output", "o", "", "write to `FILE`, - is stdout (default VIDEO.mp4 or VIDEO.m4a)")
	flags.BoolVar(&f.force, "force", false, "replace a file that exists")
	flags.IntVar(&f.streams, "streams", 4, "parts of a large file to fetch side by side, 1 to 64")
	return a.onVideo(cmd, func(ctx context.Context, client *wrapper.Client, video string) error {
		return a.fetch(ctx, client, video, f)
	})
}

// check refuses wrong flags before anything is sent.
func (f fetchFlags) check(json bool) error {
	switch {
	case f.target == "-" && json:
		return fmt.Errorf("%w: -o - and --json both need stdout: give one of them", wrapper.ErrInvalid)
	case f.streams > 64:
		return fmt.Errorf("%w: --streams %d: want 1 to 64", wrapper.ErrInvalid, f.streams)
	}
	return nil
}

func (a *app) fetch(ctx context.Context, client *wrapper.Client, video string, f fetchFlags) error {
	if f.target == "-" && isTerminal(a.stdout.w) {
		return fmt.Errorf("%w: stdout is a terminal: pipe it, or give -o FILE", wrapper.ErrInvalid)
	}
	path, err := f.path(video)
	if err != nil {
		return err
	}
	download, err := a.obtain(ctx, client, video, f.kind, f.timeout)
	if err != nil {
		return err
	}
	progress := a.newProgress("fetching")
	options := []wrapper.FetchOption{
		wrapper.WithStreams(f.streams),
		wrapper.WithProgress(func(p wrapper.Progress) { progress.update(fetching(p)) }),
	}
	if f.target == "-" {
		result, err := client.Fetch(ctx, download, a.stdout, options...)
		progress.end(err)
		if err == nil {
			a.notef("stdout: %s\n", summary(result))
		}
		return err
	}
	if f.force {
		options = append(options, wrapper.WithOverwrite())
	}
	result, err := client.FetchFile(ctx, download, path, options...)
	progress.end(err)
	if err != nil {
		return resumable(err, path, progress.last.done)
	}
	if a.json && !result.Verified {
		a.notef("%s: %s\n", line.Printable(path), unverified)
	}
	a.print(fetched{result.Path, result.Bytes, result.SHA256, f.kind, result.ResumedBytes},
		"%s: %s\n", line.Printable(path), summary(result))
	return nil
}

func summary(result wrapper.FetchResult) string {
	text := size(result.Bytes)
	if result.ResumedBytes > 0 {
		text += fmt.Sprintf(" (%s of them from an earlier run)", size(result.ResumedBytes))
	}
	text += ", sha256 " + result.SHA256
	if !result.Verified {
		text += "; " + unverified
	}
	return text
}

const unverified = "the server promised no length, so that a cut would not have been noticed"
