package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/streamdl/streamdl-go/wrapper"
)

// path is where the file shall be. What is wrong with it is told before anything is sent, and not only
// after hours of waiting.
func (f fetchFlags) path(video string) (string, error) {
	path := f.target
	if path == "" {
		path = defaultName(video, f.kind())
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return path, checkFolder(filepath.Dir(path))
	case err != nil:
		return "", fmt.Errorf("%w: %w", wrapper.ErrLocal, err)
	case info.IsDir():
		return "", fmt.Errorf("%w: %s is a folder: give the name of a file in it", wrapper.ErrLocal, path)
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%w: %s is not a regular file, and is never replaced", wrapper.ErrLocal, path)
	case !f.force:
		return "", fmt.Errorf("%w: %s", wrapper.ErrExists, path)
	}
	return path, nil
}

func checkFolder(folder string) error {
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: there is no folder %s: make it, or give another -o", wrapper.ErrLocal, folder)
	}
	if err != nil {
		return fmt.Errorf("%w: the folder of the target: %w", wrapper.ErrLocal, err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%w: %s is not a folder", wrapper.ErrLocal, folder)
	}
	return nil
}

// defaultName is the name that the service would serve the file under.
func defaultName(video string, kind wrapper.DownloadType) string {
	name := wrapper.ServedName(video)
	if name == "" {
		name = "video"
	}
	if kind == wrapper.Audio {
		return name + ".m4a"
	}
	return name + ".mp4"
}

// resumable says how to go on after a transfer that failed, if something of it was kept.
func resumable(err error, path string, fetched int64) error {
	if isInterrupt(err) {
		err = errInterrupted
	}
	part := path + ".part"
	info, missing := os.Lstat(part)
	if fetched == 0 || missing != nil || !info.Mode().IsRegular() || errors.Is(err, wrapper.ErrLocked) {
		return err
	}
	return fmt.Errorf("%w; what was fetched is in %s: the same command goes on from there", err, part)
}
