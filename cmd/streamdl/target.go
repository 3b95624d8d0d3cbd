package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/wrapper"
)

// path is where the file shall be, if it is not to go to stdout. What is wrong with it is reported before anything is
// sent, and not only after hours of waiting.
func (f fetchFlags) path(video string) (string, error) {
	path := f.target
	switch path {
	case "-":
		return "", nil
	case "":
		path = defaultName(video, f.kind)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "", fmt.Errorf("%w: %s is a folder: give the name of a file in it", wrapper.ErrLocal, path)
	}
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: there is no folder %s: make it, or give another -o", wrapper.ErrLocal, folder)
	}
	return path, transfer.CheckTarget(path, f.force)
}

// defaultName is the name that the service would serve the file under.
func defaultName(video string, kind wrapper.DownloadType) string {
	name := cmp.Or(wrapper.ServedName(video), "video")
	if kind == wrapper.Audio {
		return name + ".m4a"
	}
	return name + ".mp4"
}

// resumable says how to go on after a transfer that failed, if something of it was kept.
func resumable(err error, path string, fetched int64) error {
	err = inOneWord(err)
	part := transfer.PartPath(path)
	if _, missing := os.Lstat(part); missing != nil || fetched == 0 {
		return err
	}
	return fmt.Errorf("%w; what was fetched is in %s: the same command goes on from there", err, part)
}
