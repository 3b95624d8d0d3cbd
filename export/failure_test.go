package export

import (
	"errors"
	"fmt"
	"net"
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

func TestConsequenceOfAFetchThatFailed(t *testing.T) {
	local := func(reason error) error { return fmt.Errorf("%w: writing: %w", wrapper.ErrLocal, reason) }
	for name, test := range map[string]struct {
		err  error
		want consequence
	}{
		"a full disk":                   {local(syscall.ENOSPC), stop},
		"a quota that is used up":       {local(syscall.EDQUOT), stop},
		"a disk that became read-only":  {local(syscall.EROFS), stop},
		"a folder without permission":   {local(syscall.EACCES), stop},
		"a folder that is gone":         {local(syscall.ENOENT), stop},
		"a disk that fails":             {local(syscall.EIO), stop},
		"a file too large for the disk": {local(syscall.EFBIG), fail},
		"a file of somebody else":       {local(errors.New("it belongs to another user")), fail},
		"a file that is there":          {wrapper.ErrExists, fail},
		"a file that can't be one":      {wrapper.ErrProtocol, fail},
		"a file that another fetches":   {wrapper.ErrLocked, fail},
		"a name that is too long":       {local(syscall.ENAMETOOLONG), fail},
		"a private video":               {&wrapper.Error{Op: "fetch", StatusCode: 403}, fail},
		"a file that is not served":     {&wrapper.Error{Op: "fetch", StatusCode: 404}, fail},
		"an API that is there no more":  {fmt.Errorf("%w: %w", &wrapper.Error{Op: "createToken"}, &net.DNSError{IsNotFound: true}), stop},
		"a rate limit of our own":       {fmt.Errorf("%w: %w", &wrapper.Error{Op: "createToken"}, wrapper.ErrRateLimited), wait},
		"a file host that fails":        {&wrapper.Error{Op: "fetch", StatusCode: 503}, wait},
		"a file host that stalls":       {wrapper.ErrStalled, wait},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, ofFetch(test.err)) })
	}
}
