package wrapper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

const create = emulator.CreateDownload

func TestACreateOfOneTypeIsLookedUpByItsType(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, nil, []string{"createDownloadOfType:1:status=500"}) // of the default type, which is not the one asked for
		download, err := s.client.CreateType(t.Context(), emulator.DefaultVideo, wrapper.Audio)
		require.NoError(t, err)
		assert.Contains(t, download.URL, "audio.m4a")
		assert.Equal(t, []emulator.Operation{emulator.CreateDownloadOfType, list, emulator.CreateDownloadOfType}, s.operations())
	})
}

func TestWhatTheLookAfterACreateFindsIsWhatCounts(t *testing.T) {
	for name, test := range map[string]struct {
		faults  []string
		want    []emulator.Operation
		status  int // of the failure, if it is one
		options []wrapper.Option
	}{
		"no video":             {[]string{"createDownload:1:status=500", "listDownloads:*:status=404"}, []emulator.Operation{create, list, create}, 0, nil},
		"what shows late":      {[]string{"createDownload:1:reset=after", "listDownloads:1:set=result={}", "createDownload:2:status=409"}, []emulator.Operation{create, list, create, list}, 0, nil},
		"nothing under a 409":  {[]string{"createDownload:*:status=409"}, []emulator.Operation{create, list}, 409, nil},
		"that retries are off": {[]string{"createDownload:*:status=502"}, []emulator.Operation{create}, 502, []wrapper.Option{once}},
		"that it may not look": {[]string{"createDownload:*:status=500", "listDownloads:*:status=403"}, []emulator.Operation{create, list}, 500, nil},
	} {
		simulate(t, name, func(t *testing.T) {
			s := newService(t, test.faults, test.options...)
			_, err := s.client.Create(t.Context(), emulator.DefaultVideo)
			assert.Equal(t, test.want, s.operations())
			if test.status == 0 {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, test.status, failureOf(t, err).StatusCode, "the first failure is the one of the call")
			if test.status == 500 {
				assert.ErrorIs(t, err, wrapper.ErrUnauthorized)
				assert.ErrorContains(t, err, "createDownload: 500 Internal Server Error")
				assert.ErrorContains(t, err, "it is not known what became of it: listDownloads: 403 Forbidden")
			}
		})
	}
}

func TestACreateOfWhatExistsAlreadyReturnsIt(t *testing.T) {
	for _, refusal := range []string{"status=409", "status=409,message=conflict", "status=400,message=Download already exists"} {
		for name, options := range map[string][]wrapper.Option{"": nil, " with retries turned off": {once}} {
			simulate(t, refusal+name, func(t *testing.T) {
				s := withDownload(t, nil, []string{"createDownload:*:" + refusal}, options...)
				start := time.Now()
				download, err := s.client.Create(t.Context(), emulator.DefaultVideo)
				require.NoError(t, err)
				assert.Equal(t, wrapper.InProgress, download.Status)
				assert.Equal(t, []emulator.Operation{create, list}, s.operations())
				assert.Zero(t, time.Since(start), "nothing failed, so there is nothing to wait for")
			})
		}
	}
}

func TestACreateThroughTheGeneratedClientIsNeverRepeatedBlindly(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"createDownload:1:status=503"})
		_, err := s.client.Generated().CreateDownload(t.Context(), emulator.DefaultAccount, emulator.DefaultVideo, nil)
		assert.Equal(t, 503, failureOf(t, err).StatusCode)
		assert.Len(t, s.seen(), 1)
	})
}

func TestABodyGivenToTheGeneratedClientIsSentAgainInFull(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"createDownload:1:dial=refused", "createDownload:2:throttle"})
		body := map[string]any{"id": "default"}
		response, err := s.client.Generated().CreateDownloadWithResponse(t.Context(), emulator.DefaultAccount, emulator.DefaultVideo, body)
		require.NoError(t, err)
		require.NotNil(t, response.JSON200)
		require.Len(t, s.seen(), 3)
		for _, request := range s.seen() {
			assert.Equal(t, `{"id":"default"}`, string(request.Body))
			assert.Equal(t, "application/json", request.Header.Get("Content-Type"))
		}
	})
}
