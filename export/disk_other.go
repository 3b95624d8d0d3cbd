//go:build !windows

package export

import "syscall"

// diskFull are the errors for a disk, or a quota, without room.
var diskFull = []error{syscall.ENOSPC, syscall.EDQUOT}
