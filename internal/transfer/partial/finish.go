package partial

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Finish gives the file, of which every byte was verified, its name: the bytes are on disk before the name is, and the
// name before Finish returns. If a file has appeared under the name meanwhile, it is [ErrExists].
func (f *File) Finish(size int64) error {
	if err := f.settle(size); err != nil {
		return err
	}
	if err := f.checkTarget(); err != nil {
		return err
	}
	if !f.holds() {
		return failure("renaming", errors.New("the partial file was removed or replaced meanwhile"))
	}
	if err := f.place(); err != nil {
		return err
	}
	f.journal.close()
	_ = os.Remove(f.journal.path)
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
	if f.mode != 0 {
		_ = f.disk.Chmod(f.mode)
	}
	if err := f.disk.Sync(); err != nil {
		return failure("syncing", err)
	}
	err = f.disk.Close()
	f.disk = nil
	return failure("closing", err)
}

// place moves the file to its name. Unless told to, it replaces nothing that appears there at the same moment.
func (f *File) place() error {
	part := Path(f.target)
	if f.overwrite {
		return failure("renaming", os.Rename(part, f.target))
	}
	// A link fails where a file is, a renaming does not.
	err := os.Link(part, f.target)
	if err == nil {
		_ = os.Remove(part)
		return nil
	}
	// A file system without links gets an empty file of ours for the name, so that there is nothing else to replace.
	if !errors.Is(err, fs.ErrExist) {
		var reserved *os.File
		if reserved, err = os.OpenFile(f.target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
			_ = reserved.Close()
			if err = os.Rename(part, f.target); err != nil {
				_ = os.Remove(f.target)
			}
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return f.exists()
	}
	return failure("renaming", err)
}

// syncFolder brings a name to the disk. Some systems, and folders that can't be read, have no such thing.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err == nil {
		err = errors.Join(folder.Sync(), folder.Close())
	}
	if isOptional(err) {
		return nil
	}
	return err
}
