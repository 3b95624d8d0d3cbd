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
	"github.com/streamdl/streamdl-go/wrapper"
)

func newDemo(a *app) *cobra.Command {
	var target string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show it all against an emulator, without an account",
		Long: `Demo starts an emulator of the service in its own process, asks it for a download, waits, fetches
the file, verifies that it is the one the emulator has, and tells where it is: in a new temporary
folder unless -o is given. It needs nothing of the environment, and nothing leaves this machine.

With --json it prints what fetch prints.`,
		Example: `  streamdl demo
  streamdl demo -o demo.mp4`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), target) },
	}
	cmd.Flags().StringVarP(&target, "output", "o", "", "write to `FILE` (default in a new temporary folder)")
	return cmd
}

func (a *app) demo(ctx context.Context, target string) error {
	server, err := emulator.New(emulator.WithEncodeTime(1500 * time.Millisecond))
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	baseURL, err := server.Start() //nolint:contextcheck // Close ends it
	if err != nil {
		return err
	}
	options := []wrapper.Option{
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithBaseURL(baseURL),
	}
	if logger := a.logger(); logger != nil {
		options = append(options, wrapper.WithLogger(logger))
	}
	client, err := wrapper.New(options...)
	if err != nil {
		return err
	}
	a.step("emulator", "listening on %s, in this process", baseURL)
	path, err := demoPath(target)
	if err != nil {
		return err
	}
	result, err := a.walk(ctx, client, path)
	if err != nil {
		return err
	}
	if err := a.verify(ctx, server, result); err != nil {
		return err
	}
	if a.json {
		a.printJSON(fetched{result.Path, result.Bytes, result.SHA256, wrapper.Default, result.ResumedBytes})
		return nil
	}
	a.printf("\nThe file is %s\n", printable(result.Path))
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
	bar := a.newBar("generating")
	download, err = client.Wait(ctx, emulator.DefaultVideo, wrapper.Default, wrapper.WithUpdate(func(seen wrapper.Download) {
		bar.update(generating(seen))
		if bar == nil {
			a.step("wait", "%s", state(seen))
		}
	}))
	bar.end(err == nil)
	if err != nil {
		return wrapper.FetchResult{}, err
	}
	a.step("wait", "ready after %v", time.Since(start).Round(100*time.Millisecond))
	bar = a.newBar("fetching")
	result, err := client.FetchFile(ctx, download, path,
		wrapper.WithProgress(func(p wrapper.Progress) { bar.update(fetching(p)) }))
	bar.end(err == nil)
	if err == nil {
		a.step("fetch", "%s from %s", size(result.Bytes), download.URL)
	}
	return result, err
}

func (a *app) verify(ctx context.Context, server *emulator.Server, result wrapper.FetchResult) error {
	source, err := sourceSum(ctx, server)
	if err != nil {
		return err
	}
	boxes, sum, err := inspect(result.Path)
	if err != nil {
		return err
	}
	if sum != source || result.SHA256 != source {
		return fmt.Errorf("%s is not what the emulator has: sha256 %s, want %s", result.Path, sum, source)
	}
	a.step("verify", "sha256 %s, as the source", sum)
	a.step("verify", "an MP4 of the boxes %s", strings.Join(boxes, ", "))
	return nil
}

func (a *app) step(name, format string, args ...any) {
	if !a.json {
		a.printf("%-9s %s\n", name, fmt.Sprintf(format, args...))
	}
}

func demoPath(target string) (string, error) {
	if target != "" {
		path, err := fetchFlags{target: target}.path("")
		if errors.Is(err, wrapper.ErrExists) { // demo has no --force to advise
			err = fmt.Errorf("%w: %s exists: -o takes another file", wrapper.ErrLocal, target)
		}
		return path, err
	}
	folder, err := os.MkdirTemp("", "streamdl-demo-")
	return filepath.Join(folder, defaultName(emulator.DefaultVideo, wrapper.Default)), err
}
