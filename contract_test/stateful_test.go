package contract_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/streamdl/streamdl-go/conformance"
	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// model is what the service must remember: which downloads were asked for, and when.
type model map[gen.DownloadType]time.Time

func (m model) status(kind gen.DownloadType) gen.DownloadStatus {
	switch asked, known := m[kind]; {
	case !known:
		return ""
	case time.Since(asked) < encodeTime:
		return gen.DownloadStatusInProgress
	}
	return gen.DownloadStatusReady
}

func (m model) create(kind gen.DownloadType) {
	if _, known := m[kind]; !known {
		m[kind] = time.Now()
	}
}

const encodeTime = 10 * time.Second

// Create, list, delete and time passing, in any order: the emulator, seen through the wrapper, does what the model
// says, and each exchange is as the document says.
func TestRandomWalksAgreeWithTheModel(t *testing.T) {
	t.Parallel()
	synctesting.Test(t, func(t *testing.T) {
		walks := 0
		// Only what rapid needs of t: the deadline of a test is not a time of its clock.
		rapid.Check(struct{ rapid.TB }{t}, func(r *rapid.T) {
			walks++
			randomWalk(t, r)
		})
		require.Positive(t, walks)
	})
}

func randomWalk(t *testing.T, r *rapid.T) {
	server, err := emulator.New(emulator.WithEncodeTime(encodeTime), emulator.WithCreateShape(
		rapid.SampledFrom([]emulator.CreateShape{emulator.Keyed, emulator.KeyedAll, emulator.Flat}).Draw(r, "shape")))
	require.NoError(r, err)
	defer func() { require.NoError(r, server.Close()) }()
	transport := newChecker(t).Transport(server.Transport(), func(e conformance.Exchange) { require.Empty(r, e.Deviations) })
	client, err := wrapper.New(wrapper.WithAPIToken(emulator.DefaultToken), wrapper.WithAccountID(account),
		wrapper.WithHTTPClient(&http.Client{Transport: transport}), wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1}))
	require.NoError(r, err)

	remembered := model{}
	kinds := rapid.SampledFrom([]gen.DownloadType{wrapper.Default, wrapper.Audio})
	checkCreated := func(kind gen.DownloadType, got wrapper.Download, err error) {
		require.NoError(r, err)
		remembered.create(kind)
		require.Equal(r, remembered.status(kind), got.Status)
	}
	checkDeleted := func(kind gen.DownloadType, err error) {
		if remembered.status(kind) == "" {
			require.ErrorIs(r, err, wrapper.ErrNotFound)
		} else {
			require.NoError(r, err)
		}
		delete(remembered, kind)
	}
	r.Repeat(map[string]func(*rapid.T){
		"create": func(*rapid.T) {
			got, err := client.Create(t.Context(), video)
			checkCreated(wrapper.Default, got, err)
		},
		"create of type": func(r *rapid.T) {
			kind := kinds.Draw(r, "type")
			got, err := client.CreateType(t.Context(), video, kind)
			checkCreated(kind, got, err)
		},
		"delete": func(*rapid.T) { checkDeleted(wrapper.Default, client.Delete(t.Context(), video)) },
		"delete of type": func(r *rapid.T) {
			kind := kinds.Draw(r, "type")
			checkDeleted(kind, client.DeleteType(t.Context(), video, kind))
		},
		"time passes": func(r *rapid.T) {
			time.Sleep(time.Duration(rapid.IntRange(1, 15).Draw(r, "seconds")) * time.Second)
		},
		"": func(*rapid.T) { // after each step
			downloads, err := client.List(t.Context(), video)
			require.NoError(r, err)
			for kind, got := range map[gen.DownloadType]*wrapper.Download{wrapper.Default: downloads.Default, wrapper.Audio: downloads.Audio} {
				want := remembered.status(kind)
				require.Equal(r, want == "", got == nil, "%s", kind)
				if got != nil {
					require.Equal(r, want, got.Status)
					require.Equal(r, want == gen.DownloadStatusReady, got.PercentComplete == 100)
				}
			}
		},
	})
}
