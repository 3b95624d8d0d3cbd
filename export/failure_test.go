package export

import (
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/wrapper"
)

// An outage begins with the first call that fails, and not with the last one that succeeded: between them may be an hour of
// nothing but fetches.
func TestOutageLastsHalfAnHour(t *testing.T) {
	failure := errors.New("503")
	now := time.Unix(0, 0)
	var o outage
	o.ends()
	now = now.Add(time.Hour)
	assert.NoError(t, o.outlast(failure, now))
	now = now.Add(longestOutage)
	assert.NoError(t, o.outlast(failure, now))
	now = now.Add(time.Second)
	assert.ErrorIs(t, o.outlast(failure, now), failure)
	assert.ErrorContains(t, o.outlast(failure, now), "nothing but failures for 30m1s")
	o.ends()
	assert.NoError(t, o.outlast(failure, now))
}

// A full disk stops everything, and so does a folder that can't be written to.
func TestWhatADiskThatFailsMeans(t *testing.T) {
	for want, reasons := range map[consequence][]error{
		stop: append([]error{syscall.EROFS, syscall.EACCES, syscall.EIO}, diskFull...),
		fail: {syscall.EFBIG, syscall.ENAMETOOLONG, wrapper.ErrExists, wrapper.ErrLocked},
	} {
		for _, reason := range reasons {
			assert.Equal(t, want, ofFetch(fmt.Errorf("%w: writing: %w", wrapper.ErrLocal, reason)), "%v", reason)
		}
	}
}
