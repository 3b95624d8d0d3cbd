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

const inTheWay = ": move it away, or give another name"

// checkTarget lets through a name that is free or, with overwrite, a regular file, and returns the permissions of that; nil if
// there is none.
func checkTarget(target string, overwrite bool) (mode *fs.FileMode, err error) {
	info, err := os.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
	case info.IsDir():
		err = errors.New("it is a folder" + inTheWay)
	case info.Mode()&fs.ModeSymlink != 0:
		err = errors.New("it is a symbolic link" + inTheWay)
	case !info.Mode().IsRegular():
		err = errors.New("it is not a regular file" + inTheWay)
	default:
		removeLeftover(target, info)
		if !overwrite {
			err = targetExists(target)
		}
		return new(info.Mode().Perm()), err
	}
	return nil, failure("checking the target", err)
}

// removeLeftover tidies up after a crash that came when the target had its name, and the partial file had it still.
func removeLeftover(target string, info fs.FileInfo) {
	if part, err := os.Lstat(Path(target)); err == nil && os.SameFile(part, info) {
		_ = os.Remove(Path(target))
		_ = os.Remove(statePath(target))
	}
}

func targetExists(target string) error { return fmt.Errorf("%w: %s", ErrExists, filepath.Base(target)) }
