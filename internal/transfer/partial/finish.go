package partial

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/streamdl/streamdl-go/internal/disk"
)

// Finish gives the file, of which every byte was verified, its name: the bytes are on disk before the name is, and the
// name before Finish returns. If a file has appeared under the name meanwhile, it is [ErrExists].
func (f *File) Finish(size int64) error {
	if err := f.settle(size); err != nil {
		return err
	}
	if _, err := checkTarget(f.target, f.overwrite); err != nil {
		return err
	}
	if !f.holds() {
		return failure("renaming", errors.New("the partial file was removed or replaced meanwhile"))
	}
	if err := f.place(); err != nil {
		return err
	}
	_ = f.journal.file.Close() // some systems remove no file that is open
	_ = os.Remove(statePath(f.target))
	return failure("syncing the folder", syncFolder(filepath.Dir(f.target)))
}

// settle brings the bytes to the disk and closes the file, which can fail as well.
func (f *File) settle(size int64) error {
	there, err := f.disk.Size()
	if err == nil && there < size {
		err = errors.New("it was cut off meanwhile")
	}
	if err == nil && there > size {
		err = f.disk.Truncate(size)
	}
	if err != nil {
		return failure("setting the size", err)
	}
	if f.mode != nil {
		_ = f.disk.Chmod(*f.mode)
	}
	if err := f.disk.Sync(); err != nil {
		return failure("syncing", err)
	}
	return failure("closing", f.disk.Close())
}

// place moves the file to its name. Unless Overwrite is set, it replaces nothing that appears there at the same moment.
func (f *File) place() error {
	part := Path(f.target)
	if f.overwrite {
		return failure("renaming", os.Rename(part, f.target))
	}
	err := hardLink(part, f.target)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = renameReserved(part, f.target)
	}
	if errors.Is(err, fs.ErrExist) {
		return targetExists(f.target)
	}
	return failure("renaming", err)
}

// hardLink fails where a file is, which a renaming does not.
func hardLink(part, target string) error {
	if err := os.Link(part, target); err != nil {
		return err
	}
	_ = os.Remove(part)
	return nil
}

// renameReserved is for file systems without links: an empty file of ours takes the name, so that there is nothing else to
// replace. A crash in between leaves that, which is better than to replace the file of another.
func renameReserved(part, target string) error {
	reserved, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	_ = reserved.Close()
	if err = os.Rename(part, target); err != nil {
		_ = os.Remove(target)
	}
	return err
}

// syncFolder brings a name to the disk. Some systems, and folders that can't be read, have no such thing.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err == nil {
		err = errors.Join(folder.Sync(), folder.Close())
	}
	if disk.IsOptional(err) {
		return nil
	}
	return err
}
