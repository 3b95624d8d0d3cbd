package partial

import "syscall"

// HasRoom returns ENOSPC if there is no room for size bytes more, as far as the file system says.
func (f osFile) HasRoom(size int64) error {
	var disk syscall.Statfs_t
	if syscall.Fstatfs(int(f.Fd()), &disk) == nil && !hasRoom(disk, size) { //nolint:gosec // a descriptor
		return syscall.ENOSPC
	}
	return nil
}

func hasRoom(disk syscall.Statfs_t, size int64) bool {
	// Blocks are counted in fragments, which need not be as long as what is best read at once.
	unit := disk.Frsize
	if unit <= 0 {
		unit = disk.Bsize
	}
	return size <= 0 || disk.Blocks == 0 || // some that are no disk say nothing
		disk.Bavail >= uint64((size+unit-1)/unit) //nolint:gosec // not negative
}
