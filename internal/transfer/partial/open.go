package partial

import (
	"errors"
	"io/fs"
	"os"
)

// openOwn opens a regular file for reading and writing, and creates it if it is not there. One of another user, who
// could go on changing it, is refused.
func openOwn(path string, flags int) (*os.File, fs.FileInfo, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|flags, 0o644) //nolint:gosec // the umask decides, as for any download
	created := err == nil                                                     // and ours, even where a file system has one owner for all
	if errors.Is(err, fs.ErrExist) {
		f, err = os.OpenFile(path, os.O_RDWR|flags|noFollow, 0)
		if errors.Is(err, fs.ErrNotExist) {
			return openOwn(path, flags) // removed between the two
		}
	}
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		err = errors.New("not a regular file")
	case !created && !solelyOurs(info):
		err = errors.New("it belongs to another user, or has another name: remove it")
	default:
		return f, info, nil
	}
	_ = f.Close()
	return nil, nil, err
}
