package transfer_test

import (
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/internal/transfer/partial"
)

// disk is a partial file on a disk that fails.
type disk struct {
	partial.Disk
	space     atomic.Int64 // bytes that may still be written; 0 is no limit
	hasNoRoom bool
	failSync  bool
	failClose bool
	forgetful bool // loses one byte of every write
	failRead  bool // once
}

// onDisk makes a transfer with these options use a disk that fails.
func onDisk(options transfer.Options, fail func(*disk)) transfer.Options {
	return transfer.WithDisk(options, func(f partial.Disk) partial.Disk {
		d := &disk{Disk: f}
		fail(d)
		return d
	})
}

func (d *disk) WriteAt(p []byte, off int64) (int, error) {
	if d.space.Load() > 0 && d.space.Add(-int64(len(p))) <= 0 {
		d.space.Store(1)
		return 0, syscall.ENOSPC
	}
	if d.forgetful {
		p = append([]byte{p[0] + 1}, p[1:]...)
	}
	return d.Disk.WriteAt(p, off)
}

func (d *disk) ReadAt(p []byte, off int64) (int, error) {
	if d.failRead {
		d.failRead = false
		return 0, syscall.EIO
	}
	return d.Disk.ReadAt(p, off)
}

func (d *disk) HasRoom(size int64) error {
	if d.hasNoRoom {
		return syscall.ENOSPC
	}
	return d.Disk.HasRoom(size)
}

func (d *disk) Sync() error {
	if d.failSync {
		return syscall.EIO
	}
	return d.Disk.Sync()
}

func (d *disk) Close() error {
	err := d.Disk.Close()
	if d.failClose {
		return syscall.EIO
	}
	return err
}

func TestFailingDisk(t *testing.T) {
	for name, test := range map[string]struct {
		disk    func(*disk)
		options transfer.Options
		cause   error
		text    string
		resumes bool
	}{
		"full before the first byte":  {func(d *disk) { d.hasNoRoom = true }, single(), syscall.ENOSPC, "", false},
		"full half-way":               {func(d *disk) { d.space.Store(size / 2) }, ranged(), syscall.ENOSPC, "", true},
		"cannot sync":                 {func(d *disk) { d.failSync = true }, ranged(), syscall.EIO, "", true},
		"cannot close":                {func(d *disk) { d.failClose = true }, ranged(), syscall.EIO, "", true},
		"keeps other bytes":           {func(d *disk) { d.forgetful = true }, ranged(), transfer.ErrLocal, "other bytes than were written", false},
		"full within the first write": {func(d *disk) { d.space.Store(1_000) }, single(), syscall.ENOSPC, "", false},
	} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(size, 1)), target(t)
			_, err := toFile(t, o, path, onDisk(test.options, test.disk))
			require.ErrorIs(t, err, transfer.ErrLocal)
			require.ErrorIs(t, err, test.cause)
			require.ErrorContains(t, err, test.text)
			require.NoFileExists(t, path)
			if test.resumes {
				require.FileExists(t, path+".part")
			} else {
				requireAlone(t, path)
			}

			result := requireFetched(t, o, path, test.options)
			require.Equal(t, test.resumes, result.ResumedBytes > 0)
		})
	}
}

// A slow server brings less at a time than is claimed at a time.
func TestAllThatFitsOnTheDiskIsKept(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(drip(10_000, time.Second))
		_, err := toFile(t, o, path, onDisk(single(), func(d *disk) { d.space.Store(45_000) }))
		require.ErrorIs(t, err, syscall.ENOSPC)
		require.Greater(t, requireFetched(t, o, path, single()).ResumedBytes, int64(30_000))
	})
}
