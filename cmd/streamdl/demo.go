package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/internal/transfer"
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

const (
	// demoVideos is the size of the library that the demo exports.
	demoVideos = 6
	// demoPadding and demoRate, which is for each connection, make the bars move for some seconds.
	demoPadding    = 24 << 20
	demoRate       = "8MiB"
	demoEncodeTime = 2500 * time.Millisecond
)

// demo shows it all in a folder that is removed again.
func (a *app) demo(ctx context.Context, target string) error {
	folder, err := os.MkdirTemp("", "streamdl-demo-")
	if err != nil {
		return err
	}
	result, err := a.demoIn(ctx, folder, target)
	if err = errors.Join(err, os.RemoveAll(folder)); err != nil {
		return err
	}
	text := "removed again: streamdl demo -o demo.mp4 keeps it"
	if target != "" {
		text = line.Printable(target)
	}
	a.print(fetched{target, result.Bytes, result.SHA256, wrapper.Default, result.ResumedBytes}, "\nThe file is %s\n", text)
	return nil
}

// demoIn runs the emulator for as long as it takes to show what a program does with a video, and with a library.
func (a *app) demoIn(ctx context.Context, folder, target string) (result wrapper.FetchResult, err error) {
	path, err := fetchFlags{target: cmp.Or(target, filepath.Join(folder, "demo.mp4"))}.path("")
	if errors.Is(err, wrapper.ErrExists) { // demo has no --force to advise
		err = fmt.Errorf("%w: %s exists: -o takes another file", wrapper.ErrLocal, target)
	}
	if err != nil {
		return result, err
	}
	film := demoFilm()
	server, err := emulator.New(
		emulator.WithVideos(demoVideos),
		emulator.WithContent(emulator.DefaultVideo, wrapper.Default, bytes.NewReader(film)),
		emulator.WithEncodeTime(demoEncodeTime),
		emulator.WithFaults("media:*:rate="+demoRate),
	)
	if err != nil {
		return result, err
	}
	defer func() { _ = server.Close() }()
	baseURL, err := server.Start() //nolint:contextcheck // Close ends it
	if err != nil {
		return result, err
	}
	a.step("emulator", "listening on %s, in this process", baseURL)
	client, err := wrapper.New(
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithBaseURL(baseURL),
		wrapper.WithLogger(a.logger()),
	)
	if err != nil {
		return result, err
	}
	if result, err = a.demoFetch(ctx, client, path); err != nil {
		return result, err
	}
	if sum := fmt.Sprintf("%x", sha256.Sum256(film)); result.SHA256 != sum {
		return result, fmt.Errorf("%s is not what the emulator has: sha256 %s, want %s", path, result.SHA256, sum)
	}
	a.step("verify", "sha256 %s, as the source", result.SHA256)
	progress := a.newExportProgress()
	summary, err := export.Run(ctx, client, filepath.Join(folder, "archive"), export.Options{OnEvent: progress.bars})
	progress.end()
	if err == nil {
		a.step("export", "a library of %d videos: %s", demoVideos, summary)
	}
	return result, err
}

// demoFetch does what a program does with a video: create, wait, fetch.
func (a *app) demoFetch(ctx context.Context, client *wrapper.Client, path string) (result wrapper.FetchResult, err error) {
	start := time.Now()
	download, err := client.Create(ctx, emulator.DefaultVideo)
	if err != nil {
		return result, err
	}
	a.step("create", "asked for an MP4 of video %s: %s", emulator.DefaultVideo, state(download))
	progress := a.newProgress("generating")
	download, err = client.Wait(ctx, emulator.DefaultVideo, wrapper.Default,
		wrapper.WithUpdate(func(seen wrapper.Download) { progress.update(generating(seen)) }))
	progress.end(err)
	if err != nil {
		return result, err
	}
	a.step("wait", "ready after %v", time.Since(start).Round(100*time.Millisecond))
	progress = a.newProgress("fetching")
	part := transfer.PartPath(path)
	_, before := os.Lstat(part)
	result, err = client.FetchFile(ctx, download, path,
		wrapper.WithProgress(func(p wrapper.Progress) { progress.update(fetching(p)) }))
	progress.end(err)
	if err != nil && errors.Is(before, fs.ErrNotExist) && !errors.Is(err, wrapper.ErrLocked) {
		_, _ = os.Remove(part), os.Remove(part+".json") // no other emulator would go on with it
	}
	if err == nil {
		a.step("fetch", "%s from %s", size(result.Bytes), download.URL)
	}
	return result, err
}

func (a *app) step(name, format string, args ...any) {
	if !a.json {
		_, _ = fmt.Fprintf(a.stdout, "%-9s %s\n", name, fmt.Sprintf(format, args...))
	}
}

// demoFilm is an MP4 that plays, with a box of padding at its end (ISO/IEC 14496-12, 8.1.2).
func demoFilm() []byte {
	sample := emulator.Sample(wrapper.Default)
	var film bytes.Buffer
	_, _ = io.Copy(&film, io.NewSectionReader(sample, 0, sample.Size())) // it is in memory
	padding := make([]byte, demoPadding)
	binary.BigEndian.PutUint32(padding, demoPadding)
	copy(padding[4:], "free")
	film.Write(padding)
	return film.Bytes()
}
