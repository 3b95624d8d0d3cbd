package transfer

import (
	"os"
	"syscall"
)

type osFile struct{ *os.File }

// HasRoom returns ENOSPC if there is no room for size bytes more, as far as the
// file system tells.
func (f osFile) HasRoom(size int64) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var disk syscall.Statfs_t
	var failed error
	err = raw.Control(func(fd uintptr) { failed = syscall.Fstatfs(int(fd), &disk) })
	if err != nil || failed != nil || disk.Blocks == 0 { // some that are no disk tell nothing
		return err
	}
	if free := disk.Bavail * uint64(disk.Bsize); size > 0 && free < uint64(size) { //nolint:gosec // neither is negative
		return syscall.ENOSPC
	}
	return nil
}
