package transfer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// file is what a partial file has to be able to do.
type file interface {
	ReadAt(p []byte, off int64) (int, error)
	WriteAt(p []byte, off int64) (int, error)
	Truncate(size int64) error
	HasRoom(size int64) error
	Sync() error
	Close() error
}

// part is the target while it is not whole: target.part, its state file, and
// the lock that keeps a second process away from both.
type part struct {
	target    string
	overwrite bool
	lock      *lock
	file      file
	journal   *journal
	begun     bool // it holds something worth keeping
}

func partPath(target string) string    { return target + ".part" }
func journalPath(target string) string { return target + ".part.json" }

// openPart locks and opens the partial file of target, creating it if needed.
func openPart(target string, o Options) (_ *part, err error) {
	if err := checkTarget(target, o.Overwrite); err != nil {
		return nil, err
	}
	p := &part{target: target, overwrite: o.Overwrite}
	if p.lock, err = lockPart(partPath(target)); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			removeEmpty(partPath(target))
			p.lock.release()
		}
	}()
	// Whoever held the lock before may have finished the target meanwhile.
	if err := checkTarget(target, o.Overwrite); err != nil {
		return nil, err
	}
	data, err := openPlain(partPath(target), os.O_RDWR)
	if err != nil {
		return nil, localError("opening the partial file", cleanPathError(err))
	}
	p.file = o.wrapFile(osFile{data})
	state, err := openPlain(journalPath(target), os.O_RDWR|os.O_CREATE|os.O_APPEND)
	if err != nil {
		_ = data.Close()
		return nil, localError("opening the state file", cleanPathError(err))
	}
	p.journal = &journal{file: state}
	return p, nil
}

// checkTarget lets through a name that is free or, if told so, a regular file.
func checkTarget(target string, overwrite bool) error {
	info, err := os.Lstat(target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return localError("looking at the target", cleanPathError(err))
	case info.IsDir():
		return localError("checking the target", errors.New("it is a folder"))
	case info.Mode()&fs.ModeSymlink != 0:
		return localError("checking the target", errors.New("it is a symbolic link"))
	case !info.Mode().IsRegular():
		return localError("checking the target", errors.New("it is not a regular file"))
	case !overwrite:
		return fmt.Errorf("%w: %s", ErrExists, filepath.Base(target))
	}
	return nil
}

// openPlain opens a regular file and nothing that only leads to one.
func openPlain(path string, flags int) (*os.File, error) {
	f, err := os.OpenFile(path, flags|noFollow, 0o644) //nolint:gosec // the umask decides, as for any download
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// begin empties the partial file for the object h. The claims go first, so
// that no kill can leave claims of one object on bytes of another.
func (p *part) begin(h header) error {
	p.begun = true
	if err := p.journal.begin(h); err != nil {
		return localError("writing the state file", cleanPathError(err))
	}
	if err := p.file.Truncate(0); err != nil {
		return localError("emptying the partial file", cleanPathError(err))
	}
	// A full disk costs nothing yet. The space is not reserved: that takes as long
	// as to write where a file system has no extents.
	return localError("looking for disk space", cleanPathError(p.file.HasRoom(h.Total)))
}

// finish gives the whole file its name: the bytes are on disk before the name
// is, and the name before finish returns.
func (p *part) finish(size int64) error {
	if err := p.file.Truncate(size); err != nil {
		return localError("setting the size", cleanPathError(err))
	}
	if err := p.file.Sync(); err != nil {
		return localError("syncing", cleanPathError(err))
	}
	err := p.file.Close()
	p.file = nil
	if err != nil {
		return localError("closing", cleanPathError(err))
	}
	if err := checkTarget(p.target, p.overwrite); err != nil {
		return err
	}
	if !p.lock.holds(partPath(p.target)) {
		return localError("renaming", errors.New("the partial file was removed or replaced meanwhile"))
	}
	if err := os.Rename(partPath(p.target), p.target); err != nil {
		return localError("renaming", cleanPathError(err))
	}
	_ = p.journal.file.Close()
	_ = os.Remove(journalPath(p.target))
	return localError("syncing the folder", cleanPathError(syncDir(filepath.Dir(p.target))))
}

// close lets go of the files. Nothing is left behind if nothing was begun.
func (p *part) close() {
	if p.file != nil {
		_ = p.file.Close()
	}
	_ = p.journal.file.Close()
	if !p.begun {
		removeEmpty(partPath(p.target))
		removeEmpty(journalPath(p.target))
	}
	p.lock.release()
}

// removeEmpty leaves alone what an earlier transfer, perhaps of another URL,
// has brought so far.
func removeEmpty(path string) {
	if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		_ = os.Remove(path)
	}
}

func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil // it has no such thing
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	// Some file systems have no such thing as syncing a folder.
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// cleanPathError drops the folder from an error text; the name is said elsewhere.
func cleanPathError(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
