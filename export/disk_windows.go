package export

import "syscall"

// diskFull are the errors of Windows for a disk without room, which its ENOSPC is not.
var diskFull = []error{syscall.Errno(39), syscall.Errno(112)} // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
