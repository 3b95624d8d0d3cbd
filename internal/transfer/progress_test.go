package transfer_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestProgress(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		leavePart(t, o, path, 100_000, single())
		var seen []transfer.Progress
		var busy atomic.Bool
		options := single()
		options.Progress = func(p transfer.Progress) {
			assert.True(t, busy.CompareAndSwap(false, true), "called concurrently")
			defer busy.Store(false)
			seen = append(seen, p)
		}
		o.serveWith(serve, func(o *origin, w http.ResponseWriter, r *http.Request) {
			serve(o, &dripping{w, 20_000, 30 * time.Millisecond}, r)
		})
		_, err := toFile(t, o, path, options)
		require.NoError(t, err)
		require.Greater(t, len(seen), 2)
		for i, p := range seen {
			assert.Equal(t, int64(100_000), p.Resumed)
			assert.Equal(t, int64(size), p.Total)
			assert.GreaterOrEqual(t, p.Done, p.Resumed)
			if i > 0 {
				assert.GreaterOrEqual(t, p.Done, seen[i-1].Done)
				assert.Positive(t, p.Rate)
			}
		}
		require.Equal(t, int64(size), seen[len(seen)-1].Done)
	})
}

func TestProgressOfAFreshRun(t *testing.T) {
	both(t, func(t *testing.T, fetch fetcher) {
		var seen []transfer.Progress
		options := single()
		options.Progress = func(p transfer.Progress) { seen = append(seen, p) }
		o := newOrigin(t, media(size, 1))
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			time.Sleep(250 * time.Millisecond)
			serve(o, w, r)
		})
		_, err := fetch(o, options)
		require.NoError(t, err)
		require.Equal(t, []transfer.Progress{{Total: -1}, {Total: -1}, {Done: size, Total: size}}, seen)
	})
}

func TestProgressDoesNotKnowATotalThatWasNotTold(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o := newOrigin(t, media(200, 1), lengthless)
		o.serveWith(serve, func(o *origin, w http.ResponseWriter, r *http.Request) {
			lengthless(o, &dripping{w, 20, 30 * time.Millisecond}, r)
		})
		var first *transfer.Progress
		options := single()
		options.Progress = func(p transfer.Progress) {
			if first == nil {
				first = &p
			}
		}
		_, err := toFile(t, o, target(t), options)
		require.NoError(t, err)
		require.Equal(t, int64(-1), first.Total)
	})
}
