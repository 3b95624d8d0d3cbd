// Package partial keeps a file that is not whole yet beside its target, so that no crash, power cut or other program
// makes a wrong file of it.
//
// target.part holds the bytes. target.part.json says which object they belong to, and claims spans of them, each with a
// checksum. The target's own name appears only when every claim was held against the bytes on disk, and those are
// synced.
package partial

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/streamdl/streamdl-go/internal/disk"
	"github.com/streamdl/streamdl-go/internal/transfer/source"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// Options says how a partial file is opened.
type Options struct {
	Overwrite bool            // the target may be replaced, if it is a regular file
	Wrap      func(Disk) Disk // for tests: stands between this package and the bytes
}

// Object says what the bytes of a partial file are of.
type Object struct {
	Version source.Version `json:"version"`
	Type    string         `json:"type"` // its media type
}

// File is a locked partial file.
type File struct {
	target    string
	overwrite bool
	mode      *fs.FileMode // of the file that is replaced, nil if there is none
	disk      Disk
	info      fs.FileInfo // identifies the partial file
	lock      *disk.Lock
	journal   journal
	begun     bool // it is ours to remove while it is empty
}

// Check reports what would keep [Open] from succeeding, and leaves nothing behind.
func Check(target string, o Options) error {
	f, err := Open(target, o)
	if err != nil {
		return err
	}
	f.Close()
	return nil
}

// Open locks and opens the partial file of target, creating it if needed. Its errors match [ErrLocal].
func Open(target string, o Options) (_ *File, err error) {
	f := &File{target: target, overwrite: o.Overwrite}
	if _, err := checkTarget(target, o.Overwrite); err != nil {
		return nil, err
	}
	data, err := f.openLocked()
	if err != nil {
		return nil, err
	}
	f.disk = data
	if o.Wrap != nil {
		f.disk = o.Wrap(f.disk)
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	// Whoever held the lock before may have finished the target meanwhile.
	if f.mode, err = checkTarget(target, o.Overwrite); err != nil {
		return nil, err
	}
	if f.mode != nil { // nobody may read what takes the place of a private file
		_ = data.Chmod(*f.mode | 0o600)
	}
	return f, failure("opening the state file", f.journal.open(statePath(target)))
}

// openLocked opens the partial file, and makes sure that it is the one that it locked.
func (f *File) openLocked() (data osFile, err error) {
	path := Path(f.target)
	for range 100 {
		data.File, f.info, err = disk.OpenOwn(path, 0)
		if err != nil {
			return data, failure("opening the partial file", err)
		}
		if f.lock, err = disk.Acquire(data.File); err != nil {
			_ = data.Close()
			return data, lockFailure(path, err)
		}
		// Between opening and locking, another process may have renamed the file: it would be a finished target.
		if f.holds() {
			return data, nil
		}
		_ = data.Close()
		f.lock.Release()
	}
	return data, failure("locking the partial file", errors.New("it is replaced again and again"))
}

func lockFailure(path string, err error) error {
	held, ok := errors.AsType[*disk.LockedError](err)
	switch {
	case !ok:
		return failure("locking the partial file", err)
	case held.Leftover != "":
		return fmt.Errorf("%w: if none is running, remove %s", ErrLocked, held.Leftover)
	}
	return fmt.Errorf("%w: %s", ErrLocked, filepath.Base(path))
}

// holds says whether the partial file is still under its name: somebody may have removed or replaced it.
func (f *File) holds() bool {
	there, err := os.Lstat(Path(f.target))
	return err == nil && os.SameFile(f.info, there)
}

// Load returns the spans that an earlier run left of the object that identity names, as far as they can be believed, and
// what [File.Begin] was told of it. What can't be is fetched again.
func (f *File) Load(identity string) (Object, span.Set) {
	size, err := f.disk.Size()
	object, ok := f.journal.load(identity)
	if err != nil || !ok {
		return Object{}, nil
	}
	var there span.Set
	all := f.journal.all()
	for _, c := range all {
		if c.To > size { // somebody has cut it off, or the bytes have not survived a power cut
			if f.journal.retract(c) != nil {
				return Object{}, nil
			}
			continue
		}
		there = there.Add(c.Span)
	}
	f.begun = len(there) > 0
	// Something is requested even if nothing is missing, so that a file that was replaced on the server since is noticed.
	if f.begun && there.Size() == object.Version.Total {
		last := all[len(all)-1]
		_ = f.journal.retract(last) // a full disk keeps the line, which a new claim of the same bytes replaces
		there = there.Remove(last.Span)
	}
	return object, there
}

// Begin empties the file for an object. The claims go first, so that no crash can leave claims of one object on bytes of
// another.
func (f *File) Begin(identity string, object Object) error {
	f.begun = true
	if err := f.journal.begin(identity, object); err != nil {
		return failure("writing the state file", err)
	}
	if err := f.disk.Truncate(0); err != nil {
		return failure("emptying the partial file", err)
	}
	// A full disk costs nothing yet. The space is not reserved: that takes as long as to write where a file system has
	// no extents.
	return failure("checking the disk space", f.disk.HasRoom(object.Version.Total))
}

// ReadAt reads back what was written.
func (f *File) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.disk.ReadAt(p, off)
	return n, failure("reading the partial file back", err)
}

// Forget takes back every claim, those that are still being made included.
func (f *File) Forget() error { return failure("writing the state file", f.journal.forget()) }

// Verify holds every claim against the bytes on disk, and drops those that do not hold.
func (f *File) Verify(ctx context.Context) (dropped span.Set, err error) {
	for _, c := range f.journal.all().broken(ctx, f.disk) {
		dropped = dropped.Add(c.Span)
		err = errors.Join(err, f.journal.retract(c))
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return dropped, failure("writing the state file", err)
}

// Close lets go of the file. Nothing is left behind if nothing of it was fetched.
func (f *File) Close() {
	_ = f.disk.Close()
	_ = f.journal.file.Close()
	if f.holds() {
		f.removeIfNothing(Path(f.target))
		f.removeIfNothing(statePath(f.target))
	}
	f.lock.Release()
}

// removeIfNothing leaves alone what an earlier transfer, perhaps of another URL, has brought so far.
func (f *File) removeIfNothing(path string) {
	info, err := os.Lstat(path)
	if err == nil && info.Mode().IsRegular() && (info.Size() == 0 || f.begun && len(f.journal.all()) == 0) {
		_ = os.Remove(path)
	}
}
