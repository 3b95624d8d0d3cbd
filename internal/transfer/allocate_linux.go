package transfer

import (
	"context"
	"errors"
	"os"
	"syscall"
)

// allocateStep keeps one system call short enough for a cancel to be quick.
const allocateStep = 64 << 20

type osFile struct{ *os.File }

// Allocate reserves the disk space for size bytes, where the file system can.
func (f osFile) Allocate(ctx context.Context, size int64) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	for off := int64(0); off < size; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		step := min(allocateStep, size-off)
		var failed error
		err := raw.Control(func(fd uintptr) { failed = syscall.Fallocate(int(fd), 0, off, step) })
		switch {
		case err != nil:
			return err
		case failed == nil:
			off += step
		case errors.Is(failed, syscall.EINTR):
		case errors.Is(failed, errors.ErrUnsupported) || errors.Is(failed, syscall.EINVAL):
			return nil
		default:
			return failed
		}
	}
	return nil
}
