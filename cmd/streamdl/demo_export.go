package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/wrapper"
)

// demoVideos is the size of the library that the demo exports.
const demoVideos = 6

// demoExport shows what a program does with a library, in a folder that is removed again.
func (a *app) demoExport(ctx context.Context, client *wrapper.Client) (err error) {
	folder, err := os.MkdirTemp("", "streamdl-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	progress := a.newExportProgress()
	summary, err := export.Run(ctx, client, filepath.Join(folder, "archive"), export.Options{OnEvent: progress.bars})
	progress.end(err)
	if err == nil {
		a.step("export", "a library of %d videos: %s", demoVideos, summary)
	}
	return err
}
