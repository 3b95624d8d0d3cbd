package wrapper_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

const create = emulator.CreateDownload

// created makes a create call on a service with faults, in virtual time.
func created(t *testing.T, faults []string, check func(t *testing.T, s *service, download wrapper.Download, err error), opts ...wrapper.Option) {
	t.Helper()
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, faults, opts...)
		download, err := s.client.Create(t.Context(), emulator.DefaultVideo)
		check(t, s, download, err)
	})
}

func TestACreateThatFailedInTheServiceIsLookedUpBeforeItIsRepeated(t *testing.T) {
	t.Run("nothing was made", func(t *testing.T) {
		created(t, []string{"createDownload:1:status=500"}, func(t *testing.T, s *service, download wrapper.Download, err error) {
			require.NoError(t, err)
			assert.Equal(t, wrapper.DownloadStatus("inprogress"), download.Status)
			assert.Equal(t, []emulator.Operation{create, list, create}, s.operations())
			within(t, s.gaps()[0], 100*time.Millisecond, 500*time.Millisecond)
		})
	})
	t.Run("it was made", func(t *testing.T) {
		created(t, []string{"createDownload:*:status=500,processed"}, func(t *testing.T, s *service, download wrapper.Download, err error) {
			require.NoError(t, err)
			assert.Equal(t, wrapper.DownloadStatus("inprogress"), download.Status)
			assert.Equal(t, []emulator.Operation{create, list}, s.operations())
		})
	})
}

func TestACreateWhoseResponseIsLostIsRepeatedOnceAndOnlyIfAbsent(t *testing.T) {
	for _, test := range []struct {
		fault string
		want  []emulator.Operation
		fails bool
	}{
		{"createDownload:*:reset=after", []emulator.Operation{create, list}, false},
		{"createDownload:1:reset=before", []emulator.Operation{create, list, create}, false},
		{"createDownload:*:reset=before", []emulator.Operation{create, list, create}, true},
		{"createDownload:*:hang=after", []emulator.Operation{create, list}, false},
		{"createDownload:*:cut=50%", []emulator.Operation{create, list}, false},
	} {
		t.Run(test.fault, func(t *testing.T) {
			created(t, []string{test.fault}, func(t *testing.T, s *service, download wrapper.Download, err error) {
				assert.Equal(t, test.want, s.operations())
				assert.Equal(t, test.fails, err != nil, "%v", err)
				assert.Equal(t, !test.fails, download != wrapper.Download{})
			})
		})
	}
}

func TestACreateOfOneTypeIsLookedUpByItsType(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := withDownload(t, []string{"createDownloadOfType:1:status=500"}) // of the default type, which is not the one asked for
		download, err := s.client.CreateType(t.Context(), emulator.DefaultVideo, wrapper.Audio)
		require.NoError(t, err)
		assert.Contains(t, download.URL, "audio.m4a")
		assert.Equal(t, []emulator.Operation{emulator.CreateDownloadOfType, list, emulator.CreateDownloadOfType}, s.operations())
	})
}

func TestALookThatFindsNoVideoIsFollowedByACreate(t *testing.T) {
	created(t, []string{"createDownload:1:status=500", "listDownloads:*:status=404"}, func(t *testing.T, s *service, _ wrapper.Download, err error) {
		require.NoError(t, err)
		assert.Equal(t, []emulator.Operation{create, list, create}, s.operations())
	})
}

func TestACreateWhoseFateStaysUnknownSaysSo(t *testing.T) {
	created(t, []string{"createDownload:*:status=500", "listDownloads:*:status=403"}, func(t *testing.T, s *service, _ wrapper.Download, err error) {
		assert.Equal(t, 500, failureOf(t, err).StatusCode, "the first failure is the one of the call")
		assert.ErrorIs(t, err, wrapper.ErrUnauthorized)
		assert.ErrorContains(t, err, "createDownload: 500 Internal Server Error")
		assert.ErrorContains(t, err, "it is not known what became of it: listDownloads: 403 Forbidden")
		assert.Equal(t, []emulator.Operation{create, list}, s.operations())
	})
}

func TestAConnectionThatWasRefusedIsNoReasonToLook(t *testing.T) {
	created(t, []string{"createDownload:1-2:dial=refused"}, func(t *testing.T, s *service, _ wrapper.Download, err error) {
		require.NoError(t, err)
		assert.Equal(t, repeated(create, 3), s.operations())
	})
}

func TestACreateOfWhatExistsAlreadyReturnsIt(t *testing.T) {
	for _, refusal := range []string{"status=409", "status=409,message=conflict", "status=400,message=Download already exists"} {
		t.Run(refusal, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				s := withDownload(t, []string{"createDownload:*:" + refusal})
				start := time.Now()
				download, err := s.client.Create(t.Context(), emulator.DefaultVideo)
				require.NoError(t, err)
				assert.Equal(t, wrapper.DownloadStatus("inprogress"), download.Status)
				assert.Equal(t, []emulator.Operation{create, list}, s.operations())
				assert.Zero(t, time.Since(start), "nothing failed, so there is nothing to wait for")
			})
		})
	}
	t.Run("with retries turned off", func(t *testing.T) {
		synctesting.Test(t, func(t *testing.T) {
			s := withDownload(t, []string{"createDownload:*:status=409"}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
			_, err := s.client.Create(t.Context(), emulator.DefaultVideo)
			require.NoError(t, err)
		})
	})
	t.Run("at the second attempt", func(t *testing.T) { // what was lost had an effect, and shows late
		created(t, []string{"createDownload:1:reset=after", "listDownloads:1:set=result={}", "createDownload:2:status=409"},
			func(t *testing.T, s *service, _ wrapper.Download, err error) {
				require.NoError(t, err)
				assert.Equal(t, []emulator.Operation{create, list, create, list}, s.operations())
			})
	})
	t.Run("and is not there", func(t *testing.T) {
		created(t, []string{"createDownload:*:status=409"}, func(t *testing.T, s *service, _ wrapper.Download, err error) {
			assert.Equal(t, 409, failureOf(t, err).StatusCode)
			assert.Equal(t, []emulator.Operation{create, list}, s.operations())
		})
	})
}

func TestACreateThatWasRefusedIsNotLookedUp(t *testing.T) {
	for _, refusal := range []string{"status=400,message=The video is not ready to stream", "status=400,message=video duration is too long", "status=501", "html=200"} {
		created(t, []string{"createDownload:*:" + refusal}, func(t *testing.T, s *service, _ wrapper.Download, err error) {
			assert.Error(t, err)
			assert.Equal(t, repeated(create, 1), s.operations())
		})
	}
}

func TestACreateIsNotLookedUpAfterItsDeadline(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"createDownload:*:status=503,retry-after=20"})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := s.client.Create(ctx, emulator.DefaultVideo)
		assert.Equal(t, 20*time.Second, failureOf(t, err).RetryAfter)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, repeated(create, 1), s.operations())
	})
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
