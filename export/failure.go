package export

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/streamdl/streamdl-go/internal/network"
	"github.com/streamdl/streamdl-go/wrapper"
)

// consequence is what an error means for the export.
type consequence int

const (
	fail consequence = iota // this file can't be made; the others can
	wait                    // the same call may succeed later
	stop                    // nothing else would succeed either
)

// codeAuthBan is the code under status 429 of a credential that failed too often.
const codeAuthBan = 10502

// ofCall is the consequence of a call of the API that failed. The client has repeated it already.
func ofCall(err error) consequence {
	call, ok := errors.AsType[*wrapper.Error](err)
	switch {
	case !ok:
		return fail
	case errors.Is(err, wrapper.ErrUnauthorized), call.Code == codeAuthBan:
		return stop
	case call.StatusCode == 0 && network.Permanent(err):
		return stop
	case call.Transient(), errors.Is(err, wrapper.ErrRateLimited):
		return wait
	}
	return fail
}

// ofTheFolder are the failures of a disk that every other file would meet.
var ofTheFolder = []error{
	syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.EIO, syscall.ENOENT, syscall.ENOSPC, syscall.EDQUOT,
}

func init() {
	if runtime.GOOS == "windows" { // where ENOSPC is another number than that of a disk without room
		ofTheFolder = append(ofTheFolder, syscall.Errno(39), syscall.Errno(112)) // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
	}
}

// ofFetch is the consequence of a fetch that failed. Files come from another host, where a refusal concerns one video.
func ofFetch(err error) consequence {
	call, isCall := errors.AsType[*wrapper.Error](err)
	switch {
	case isCall && call.Op != "fetch": // a token for a private video
		return ofCall(err)
	case errors.Is(err, wrapper.ErrLocal):
		if slices.ContainsFunc(ofTheFolder, func(reason error) bool { return errors.Is(err, reason) }) {
			return stop
		}
		return fail
	case errors.Is(err, wrapper.ErrUnauthorized), errors.Is(err, wrapper.ErrNotFound), errors.Is(err, wrapper.ErrProtocol):
		return fail
	}
	return wait
}

// longestOutage is for how long nothing but failures is waited out.
const longestOutage = 30 * time.Minute

// outage is a time in which calls fail, and none succeeds. Its zero value is none.
type outage struct{ since time.Time }

func (o *outage) ends() { o.since = time.Time{} }

// outlast takes in a failure that may pass. It returns an error if that has lasted too long.
func (o *outage) outlast(err error, now time.Time) error {
	if o.since.IsZero() {
		o.since = now
	}
	if lasts := now.Sub(o.since); lasts > longestOutage {
		return fmt.Errorf("nothing but failures for %v: %w", lasts.Round(time.Second), err)
	}
	return nil
}
