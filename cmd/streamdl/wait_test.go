package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/wrapper"
)

func TestWhatAWaitThatFailedIsSaidToBe(t *testing.T) {
	refused := fmt.Errorf("wait: %w", errors.Join(&wrapper.Error{Op: "listDownloads"}, &net.OpError{Op: "dial", Err: errors.New("refused")}))
	for name, test := range map[string]struct {
		err  error
		ends time.Duration // from now
		want string
	}{
		"too long":                      {context.DeadlineExceeded, -1, "timeout"},
		"too long while refused":        {errors.Join(context.DeadlineExceeded, refused), -1, "timeout"},
		"refused in the last moment":    {refused, -1, "timeout"},
		"refused, for good":             {refused, time.Hour, "network"},
		"not found in the last moment":  {&wrapper.Error{StatusCode: 404}, -1, "not_found"},
		"failed in the last moment":     {wrapper.ErrDownloadFailed, -1, "generation_failed"},
		"interrupted":                   {fmt.Errorf("%w: %w", context.Canceled, errInterrupted), time.Hour, "interrupted"},
		"cut off by the timeout itself": {errors.Join(context.DeadlineExceeded, &wrapper.Error{Op: "listDownloads"}), -1, "timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			limit := waitLimit{time.Minute, time.Now().Add(test.ends)}
			assert.Equal(t, test.want, outcomeOf(limit.explain(test.err, "")).kind)
		})
	}
	assert.NoError(t, newLimit(time.Minute).explain(nil, ""))
	assert.ErrorIs(t, newLimit(0).explain(context.DeadlineExceeded, ""), context.DeadlineExceeded, "of somebody else")
}
