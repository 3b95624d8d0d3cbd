package transfer_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

const size = 300_000

// trial is a transfer, and what is to come of it: the whole object unless an error is expected.
type trial struct {
	object  object                                     // on the server, media(size, 1) if there is none
	options transfer.Options                           // with one stream unless they say otherwise
	part    int                                        // bytes that an earlier run has left
	since   func(t *testing.T, o *origin, path string) // happens after that run
	answers []answer                                   // the first ones; after them the server is a good one
	always  answer                                     // the answer instead of that

	short    int                           // the object ends after so many bytes
	err      error                         // ends the transfer
	written  error                         // ends it only where bytes that were written can't be taken back
	status   int                           // is in the error
	hint     time.Duration                 // is in the error beside the status; 0 is none
	text     string                        // is in the error
	asked    []string                      // the Range of each request
	requests int                           // their number, if asked does not say it; 0 is any
	took     *[2]time.Duration             // at least and at most
	resumed  int                           // bytes kept of the earlier run, or one of the following
	kept     int                           // bytes that the next run keeps of this one, which failed, or none; 0 is any
	unproven bool                          // nobody said the size
	also     func(t *testing.T, o *origin) // looks at what else there is
}

const (
	some     = -1
	whatever = -2
	none     = -3
)

func between(least, most time.Duration) *[2]time.Duration { return &[2]time.Duration{least, most} }

var atOnce = between(0, 0)

// try makes each trial to a file, and to a writer if neither an earlier run nor ranges in parallel are in it.
func try(t *testing.T, trials map[string]trial) {
	t.Helper()
	for name, test := range trials {
		if test.object.data == nil {
			test.object = media(size, 1)
		}
		test.options.AllowHTTP = true
		if test.options.Streams == 0 {
			test.options.Streams = 1
		}
		simulate(t, name+", to a file", test.toFile)
		if test.part == 0 && test.options.Streams == 1 {
			simulate(t, name+", to a writer", test.toWriter)
		}
	}
}

func (test trial) toFile(t *testing.T) {
	t.Helper()
	o, path := newOrigin(t, test.object), target(t)
	if test.part > 0 {
		leavePart(t, o, path, test.part, test.options)
		o.forget()
	}
	if test.since != nil {
		test.since(t, o, path)
	}
	result, err := test.run(t, o, func() (transfer.Result, error) { return toFile(t, o, path, test.options) })
	if err != nil {
		require.NoFileExists(t, path)
		o.serveWith(serve)
		result = requireFetched(t, o, path, single())
		require.True(t, test.kept == 0 || int64(max(0, test.kept)) == result.ResumedBytes, "%d bytes are kept", result.ResumedBytes)
		return
	}
	requireWhole(t, path, result, test.wanted(o))
	switch test.resumed {
	case some:
		require.Positive(t, result.ResumedBytes)
	case whatever:
	default:
		require.Equal(t, int64(test.resumed), result.ResumedBytes)
	}
}

func (test trial) toWriter(t *testing.T) {
	t.Helper()
	if test.err == nil {
		test.err = test.written
	}
	o, out := newOrigin(t, test.object), bytes.Buffer{}
	result, err := test.run(t, o, func() (transfer.Result, error) {
		return transfer.ToWriter(t.Context(), o.file(), &out, o.reach(test.options))
	})
	if err != nil {
		require.True(t, bytes.HasPrefix(test.object.data, out.Bytes()), "only bytes of the first object are written")
		return
	}
	require.True(t, bytes.Equal(test.wanted(o), out.Bytes()), "other bytes are written than the server has")
	require.Equal(t, int64(out.Len()), result.Bytes)
	require.Equal(t, sum(out.Bytes()), result.SHA256)
}

func (test trial) wanted(o *origin) []byte {
	if test.short > 0 {
		return test.object.data[:test.short]
	}
	return o.current().data
}

// run holds what both ways have in common against what is expected.
func (test trial) run(t *testing.T, o *origin, fetch func() (transfer.Result, error)) (transfer.Result, error) {
	t.Helper()
	if test.always == nil {
		test.always = serve
	}
	o.serveWith(test.always, test.answers...)
	start := time.Now()
	result, err := fetch()
	if test.err == nil && test.status == 0 && test.text == "" {
		require.NoError(t, err)
		require.Equal(t, !test.unproven, result.Verified)
	} else {
		require.Error(t, err)
		requireSecretsKept(t, err)
		require.ErrorContains(t, err, test.text)
	}
	if test.err != nil {
		require.ErrorIs(t, err, test.err)
	}
	if test.status != 0 {
		status, ok := errors.AsType[*transfer.StatusError](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, test.status, status.StatusCode)
		require.Equal(t, test.hint, status.RetryAfter)
	}
	if test.asked != nil {
		require.Equal(t, test.asked, o.asked())
	}
	if test.requests > 0 {
		require.Len(t, o.asked(), test.requests)
	}
	if test.took != nil {
		require.GreaterOrEqual(t, time.Since(start), test.took[0])
		require.LessOrEqual(t, time.Since(start), test.took[1])
	}
	if test.also != nil {
		test.also(t, o)
	}
	return result, err
}

// leavePart runs a transfer that breaks after n bytes and stops there.
func leavePart(t testing.TB, o *origin, path string, n int, options transfer.Options) {
	t.Helper()
	o.serveWith(serve, cut(n), status(410))
	_, err := toFile(t, o, path, options)
	require.ErrorIs(t, err, transfer.ErrNotFound)
	require.NoFileExists(t, path)
	require.FileExists(t, transfer.PartPath(path))
}
