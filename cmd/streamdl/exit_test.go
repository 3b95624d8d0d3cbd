package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/internal/transfer"
	"github.com/streamdl/streamdl-go/wrapper"
)

func TestOutcomes(t *testing.T) {
	for name, test := range map[string]struct {
		err  error
		want outcome
	}{
		"interrupted":                        {fmt.Errorf("%w: %w", errInterrupted, &wrapper.Error{StatusCode: 503}), outcome{130, "interrupted"}},
		"bad command line":                   {usageError{errors.New("unknown flag"), "streamdl"}, outcome{2, "invalid"}},
		"bad argument":                       {fmt.Errorf("x: %w", wrapper.ErrInvalid), outcome{2, "invalid"}},
		"not authorized":                     {&wrapper.Error{StatusCode: 401}, outcome{3, "unauthorized"}},
		"forbidden":                          {videoError{&wrapper.Error{StatusCode: 403}, "v"}, outcome{3, "unauthorized"}},
		"not found":                          {&wrapper.Error{StatusCode: 404}, outcome{4, "not_found"}},
		"rate limited":                       {&wrapper.Error{StatusCode: 429}, outcome{5, "rate_limited"}},
		"timed out while rate limited":       {fmt.Errorf("%w: %w", errTimedOut, &wrapper.Error{StatusCode: 429}), outcome{5, "rate_limited"}},
		"generation failed":                  {wrapper.ErrDownloadFailed, outcome{6, "generation_failed"}},
		"target exists":                      {wrapper.ErrExists, outcome{7, "exists"}},
		"target in use":                      {wrapper.ErrLocked, outcome{7, "locked"}},
		"disk":                               {wrapper.ErrLocal, outcome{7, "local"}},
		"file to serve":                      {&fs.PathError{Op: "open", Path: "film", Err: fs.ErrNotExist}, outcome{7, "local"}},
		"timed out":                          {errTimedOut, outcome{1, "timeout"}},
		"timed out while the service failed": {fmt.Errorf("%w: %w", errTimedOut, &wrapper.Error{StatusCode: 503}), outcome{1, "timeout"}},
		"broken contract":                    {wrapper.ErrProtocol, outcome{1, "protocol"}},
		"file that keeps changing":           {wrapper.ErrChanged, outcome{1, "protocol"}},
		"stalled":                            {wrapper.ErrStalled, outcome{1, "network"}},
		"no response":                        {&wrapper.Error{Op: "listDownloads"}, outcome{1, "network"}},
		"address in use":                     {&net.OpError{Op: "listen", Err: errors.New("in use")}, outcome{1, "network"}},
		"refused by the service":             {&wrapper.Error{StatusCode: 409}, outcome{1, "failure"}},
		"failure of the service":             {&wrapper.Error{StatusCode: 500}, outcome{1, "failure"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, test.want, outcomeOf(test.err))
			assert.Equal(t, test.want.code, exitCode(test.err))
		})
	}
	assert.Equal(t, 0, exitCode(nil))
}

func TestHowToGoOnAfterAFailedTransfer(t *testing.T) {
	folder := t.TempDir()
	kept := filepath.Join(folder, "kept.mp4")
	require.NoError(t, os.WriteFile(transfer.PartPath(kept), []byte("ftyp"), 0o600))
	cut := errors.New("cut")
	hint := "; what was fetched is in " + transfer.PartPath(kept) + ": the same command goes on from there"
	for name, test := range map[string]struct {
		err     error
		path    string
		fetched int64
		want    string
	}{
		"something was fetched": {cut, kept, 4, "cut" + hint},
		"interrupted":           {context.Canceled, kept, 4, "interrupted" + hint},
		"nothing was fetched":   {cut, kept, 0, "cut"},
		"nothing was kept":      {cut, filepath.Join(folder, "gone.mp4"), 4, "cut"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.EqualError(t, resumable(test.err, test.path, test.fetched), test.want)
		})
	}
}

// It was asked for already, so that asking for it again is no advice.
func TestADownloadThatIsNeverListed(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		server, err := emulator.New(emulator.WithFaults("listDownloads:*:set=result={}"))
		require.NoError(t, err)
		client, err := wrapper.New(
			wrapper.WithAPIToken(emulator.DefaultToken),
			wrapper.WithAccountID(emulator.DefaultAccount),
			wrapper.WithHTTPClient(&http.Client{Transport: server.Transport()}),
		)
		require.NoError(t, err)
		_, err = (&app{stderr: io.Discard}).obtain(t.Context(), client, emulator.DefaultVideo, wrapper.Default, 0)
		assert.ErrorIs(t, err, errNotListed)
		assert.Equal(t, exitNotFound, exitCode(err))
		assert.Empty(t, advise(err))
	})
}

// What came of a wait is its result, also when it comes at the last moment.
func TestAResultAtTheDeadlineIsNoTimeout(t *testing.T) {
	over := limit{timeout: time.Second, ends: time.Now().Add(-time.Second)}
	for _, result := range []error{wrapper.ErrDownloadFailed, wrapper.ErrNotFound} {
		assert.Equal(t, result, over.explain(result, ""))
	}
	assert.ErrorIs(t, over.explain(&wrapper.Error{StatusCode: 503}, ""), errTimedOut)
}
