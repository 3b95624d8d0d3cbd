package partial

import "syscall"

// HasRoom returns ENOSPC if there is no room for size bytes more, as far as the file system tells.
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
	// Blocks are counted in fragments, which need not be as long as what is best read at once.
	unit := disk.Frsize
	if unit == 0 {
		unit = disk.Bsize
	}
	if size > 0 && disk.Bavail < uint64(size)/uint64(unit) { //nolint:gosec // neither is negative
		return syscall.ENOSPC
	}
	return nil
}
