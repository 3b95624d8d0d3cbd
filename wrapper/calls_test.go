package wrapper_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// call is one of the operations, as a user of the client makes it.
type call struct {
	operation emulator.Operation
	method    string
	suffix    string                                                                      // of the path, after that of the video
	on        func(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) // makes the call
}

func calls() []call {
	return []call{
		{emulator.ListDownloads, http.MethodGet, "/downloads", func(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) {
			downloads, err := client.List(ctx, video)
			if downloads.Default == nil {
				return wrapper.Download{}, err
			}
			return *downloads.Default, err
		}},
		{emulator.CreateDownload, http.MethodPost, "/downloads", func(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) {
			return client.Create(ctx, video)
		}},
		{emulator.CreateDownloadOfType, http.MethodPost, "/downloads/audio", func(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) {
			return client.CreateType(ctx, video, wrapper.Audio)
		}},
		{emulator.DeleteDownloads, http.MethodDelete, "/downloads", func(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) {
			return wrapper.Download{}, client.Delete(ctx, video)
		}},
		{emulator.DeleteDownloadOfType, http.MethodDelete, "/downloads/default", func(ctx context.Context, client *wrapper.Client) (wrapper.Download, error) {
			return wrapper.Download{}, client.DeleteType(ctx, video, wrapper.Default)
		}},
	}
}

func (c call) isCreate() bool { return c.method == http.MethodPost }

// service is an emulator in which faults happen, and a client of it.
type service struct {
	*emulator.Server
	client *wrapper.Client

	download wrapper.Download // that was asked for in the set-up
	setUp    int              // requests that were no part of the test
	began    time.Time        // after the set-up
}

// newService returns a service on which faults in the language of the emulator happen.
func newService(t testing.TB, faults []string, opts ...wrapper.Option) *service {
	t.Helper()
	server, client := newPair(t, nil, opts...)
	require.NoError(t, server.Script(faults...))
	return &service{Server: server, client: client}
}

// withDownload returns a service on which the default download was asked for before the faults begin.
func withDownload(t testing.TB, options []emulator.Option, faults []string, opts ...wrapper.Option) *service {
	t.Helper()
	server, client := newPair(t, options, opts...)
	download, err := client.Create(t.Context(), emulator.DefaultVideo)
	require.NoError(t, err)
	require.NoError(t, server.Script(faults...))
	return &service{Server: server, client: client, download: download, setUp: 1, began: time.Now()}
}

// seen are the requests of the test.
func (s *service) seen() []emulator.Request { return s.Requests()[s.setUp:] }

// operations are what was asked for, in order.
func (s *service) operations() []emulator.Operation {
	var operations []emulator.Operation
	for _, request := range s.seen() {
		operations = append(operations, request.Operation)
	}
	return operations
}

// gaps are the times between the requests.
func (s *service) gaps() []time.Duration {
	var gaps []time.Duration
	requests := s.seen()
	for i := 1; i < len(requests); i++ {
		gaps = append(gaps, requests[i].Time.Sub(requests[i-1].Time))
	}
	return gaps
}

// failureOf returns the error as what it has to be, and makes sure that it keeps to one line.
func failureOf(t testing.TB, err error) *wrapper.Error {
	t.Helper()
	var failed *wrapper.Error
	require.ErrorAs(t, err, &failed)
	assert.NotRegexp(t, `[\x00-\x1f\x7f]`, err.Error())
	return failed
}

func within(t testing.TB, got, least, most time.Duration) {
	t.Helper()
	assert.True(t, got >= least && got <= most, "%v is not between %v and %v", got, least, most)
}
