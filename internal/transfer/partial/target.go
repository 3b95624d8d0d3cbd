package partial

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"
)

const (
	partSuffix  = ".part"
	stateSuffix = ".part.json"
	// maxName is how long a name may be on nearly every file system.
	maxName = 255
)

// Path is where the bytes of target are until they are all there: target.part, or a shorter name where that would be
// too long for a file system.
func Path(target string) string { return shortened(target) + partSuffix }

func statePath(target string) string { return shortened(target) + stateSuffix }

// shortened is target, with the end of its name replaced by a checksum if a suffix would make it too long.
func shortened(target string) string {
	folder, name := filepath.Split(target)
	if len(name)+len(stateSuffix) <= maxName {
		return target
	}
	sum := fmt.Sprintf("-%.4x", sha256.Sum256([]byte(name)))
	end := maxName - len(stateSuffix) - len(sum)
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return folder + name[:end] + sum
}

// checkTarget lets through a name that is free or, if told so, a regular file.
func (f *File) checkTarget() error {
	info, err := os.Lstat(f.target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.mode = 0
		return nil
	case err != nil:
		return failure("checking the target", err)
	case info.IsDir():
		return failure("checking the target", errors.New("it is a folder"))
	case info.Mode()&fs.ModeSymlink != 0:
		return failure("checking the target", errors.New("it is a symbolic link"))
	case !info.Mode().IsRegular():
		return failure("checking the target", errors.New("it is not a regular file"))
	}
	f.removeLeftover(info)
	if !f.overwrite {
		return f.exists()
	}
	f.mode = info.Mode().Perm()
	return nil
}

// removeLeftover tidies up after a kill that came when the target had its name, and the partial file had it still.
func (f *File) removeLeftover(target fs.FileInfo) {
	if part, err := os.Lstat(Path(f.target)); err == nil && os.SameFile(part, target) {
		_ = os.Remove(Path(f.target))
		_ = os.Remove(statePath(f.target))
	}
}

func (f *File) exists() error { return fmt.Errorf("%w: %s", ErrExists, filepath.Base(f.target)) }
