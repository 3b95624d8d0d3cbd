package partial

import (
	"io/fs"
	"os"

	"github.com/streamdl/streamdl-go/internal/disk"
)

// Disk is what a partial file needs of the file that holds its bytes.
type Disk interface {
	ReadAt(p []byte, off int64) (int, error)
	WriteAt(p []byte, off int64) (int, error)
	Size() (int64, error)
	Truncate(size int64) error
	HasRoom(size int64) error
	Chmod(mode fs.FileMode) error
	Sync() error
	Close() error
}

type osFile struct{ *os.File }

func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Sync brings the bytes to the disk, where the file system knows of such a thing.
func (f osFile) Sync() error { return disk.Sync(f.File) }
