package transfer_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestStall(t *testing.T) {
	t.Run("in the middle is continued", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), stall(100_000))
			_, err := fetch(o, single())
			require.NoError(t, err)
			require.Equal(t, []string{"", "bytes=100000-299999"}, o.asked())
		})
	})
	t.Run("before the header is tried again", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), func(o *origin, _ http.ResponseWriter, r *http.Request) { o.hang(r) })
			_, err := fetch(o, single())
			require.NoError(t, err)
		})
	})
	t.Run("every time is an error", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1))
			o.serveWith(stall(0))
			start := time.Now()
			_, err := fetch(o, single())
			require.ErrorIs(t, err, transfer.ErrStalled)
			require.Len(t, o.asked(), 6)
			require.GreaterOrEqual(t, time.Since(start), 6*30*time.Second)
		})
	})
	t.Run("is not what a slow but steady server does", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(100_000, 1), drip(16<<10, 10*time.Second))
			_, err := fetch(o, single())
			require.NoError(t, err)
			require.Len(t, o.asked(), 1)
		})
	})
	simulate(t, "is not what a slow writer does", func(t *testing.T) {
		o := newOrigin(t, media(8<<20, 1))
		result, err := transfer.ToWriter(t.Context(), o.file(), &sleepy{every: 5 << 20, pause: time.Hour}, o.reach(single()))
		require.NoError(t, err)
		require.Equal(t, sum(o.object.data), result.SHA256)
		require.Len(t, o.asked(), 1)
	})
}

func TestTrickle(t *testing.T) {
	t.Run("is ended and continued", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1), drip(100, time.Second))
			_, err := fetch(o, single())
			require.NoError(t, err)
			require.Len(t, o.asked(), 2)
		})
	})
	t.Run("that never ends is an error", func(t *testing.T) {
		both(t, func(t *testing.T, fetch fetcher) {
			o := newOrigin(t, media(size, 1))
			o.serveWith(drip(100, time.Second))
			_, err := fetch(o, single())
			require.ErrorIs(t, err, transfer.ErrStalled)
			require.Len(t, o.asked(), 6)
		})
	})
}

// sleepy is a writer that pauses now and then.
type sleepy struct {
	every, since int
	pause        time.Duration
}

func (s *sleepy) Write(p []byte) (int, error) {
	if s.since += len(p); s.since >= s.every {
		s.since = 0
		time.Sleep(s.pause)
	}
	return len(p), nil
}
