package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

func newDemo(a *app) *cobra.Command {
	var target string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show it all against an emulator, without an account",
		Long: `Demo starts an emulator of the service in its own process, asks it for a download, waits, fetches
the file, and verifies that it is the one the emulator has. Then it exports a small library. It takes
nothing from the environment, and nothing leaves this machine. All files are removed again, but for
the first one if -o is given.

With --json it prints what fetch prints, with an empty path if the file is removed.`,
		Example: `  streamdl demo
  streamdl demo -o demo.mp4`,
		Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error {
			if target == "-" {
				return fmt.Errorf("%w: demo does not write to stdout: give -o the name of a file", wrapper.ErrInvalid)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), target) },
	}
	cmd.Flags().StringVarP(&target, "output", "o", "", "keep the file as `FILE`")
	return cmd
}

// demo runs the emulator for as long as it takes to show what a program does with a video.
func (a *app) demo(ctx context.Context, target string) error {
	path, remove, err := demoTarget(target)
	if err != nil {
		return err
	}
	film := demoFilm()
	server, baseURL, err := startDemo(film) //nolint:contextcheck // Close ends it
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	a.step("emulator", "listening on %s, in this process", baseURL)
	if ignored := a.ignoredByDemo(); len(ignored) > 0 {
		a.step("ignored", "%s: nothing leaves this machine", strings.Join(ignored, ", "))
	}
	client, err := wrapper.New(
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithBaseURL(baseURL),
		wrapper.WithLogger(a.logger()),
	)
	if err != nil {
		return err
	}
	result, err := a.walk(ctx, client, path)
	if err == nil {
		err = a.verify(path, film)
	}
	if err == nil {
		err = a.demoExport(ctx, client)
	}
	if err != nil || target == "" {
		err = errors.Join(err, remove())
		result.Path = ""
	}
	if err != nil {
		return err
	}
	text := "removed again: streamdl demo -o demo.mp4 keeps it"
	if result.Path != "" {
		text = line.Printable(result.Path)
	}
	a.print(fetched{result.Path, result.Bytes, result.SHA256, wrapper.Default, result.ResumedBytes}, "\nThe file is %s\n", text)
	return nil
}

// walk does what a program does with a video: create, wait, fetch.
func (a *app) walk(ctx context.Context, client *wrapper.Client, path string) (wrapper.FetchResult, error) {
	start := time.Now()
	download, err := client.Create(ctx, emulator.DefaultVideo)
	if err != nil {
		return wrapper.FetchResult{}, err
	}
	a.step("create", "asked for an MP4 of video %s: %s", emulator.DefaultVideo, state(download))
	progress := a.newProgress("generating")
	download, err = client.Wait(ctx, emulator.DefaultVideo, wrapper.Default, wrapper.WithUpdate(func(seen wrapper.Download) {
		progress.update(generating(seen))
		if !a.canDraw() {
			a.step("wait", "%s", state(seen))
		}
	}))
	progress.end(err)
	if err != nil {
		return wrapper.FetchResult{}, err
	}
	a.step("wait", "ready after %v", time.Since(start).Round(100*time.Millisecond))
	progress = a.newProgress("fetching")
	result, err := client.FetchFile(ctx, download, path,
		wrapper.WithProgress(func(p wrapper.Progress) { progress.update(fetching(p)) }))
	progress.end(err)
	if err == nil {
		a.step("fetch", "%s from %s", size(result.Bytes), download.URL)
	}
	return result, err
}

// demoExport shows what a program does with a library, in a folder that is removed again.
func (a *app) demoExport(ctx context.Context, client *wrapper.Client) (err error) {
	folder, err := os.MkdirTemp("", "streamdl-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	progress := a.newExportProgress()
	summary, err := export.Run(ctx, client, filepath.Join(folder, "archive"), export.Options{OnEvent: progress.bars})
	progress.end()
	if err == nil {
		a.step("export", "a library of %d videos: %s", demoVideos, summary)
	}
	return err
}

func (a *app) step(name, format string, args ...any) {
	if !a.json {
		_, _ = fmt.Fprintf(a.stdout, "%-9s %s\n", name, fmt.Sprintf(format, args...))
	}
}

// demoTarget is where the file shall be: in a new temporary folder unless it is given. Remove takes away what the demo left
// there.
func demoTarget(target string) (path string, remove func() error, err error) {
	if target == "" {
		folder, err := os.MkdirTemp("", "streamdl-demo-")
		return filepath.Join(folder, defaultName(emulator.DefaultVideo, wrapper.Default)), func() error { return os.RemoveAll(folder) }, err
	}
	path, err = fetchFlags{target: target}.path("")
	if errors.Is(err, wrapper.ErrExists) { // demo has no --force to advise
		err = fmt.Errorf("%w: %s exists: -o takes another file", wrapper.ErrLocal, target)
	}
	return path, func() error {
		for _, left := range []string{path + ".part", path + ".part.json"} {
			_ = os.Remove(left) // usually there is none
		}
		return nil
	}, err
}
