package transfer_test

import (
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
		o.serveWith(drip(20_000, 30*time.Millisecond))
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
	var seen []transfer.Progress
	options := transfer.Options{Progress: func(p transfer.Progress) { seen = append(seen, p) }}
	try(t, map[string]trial{
		"after a while": {
			options: options, answers: []answer{after(func(*origin) { time.Sleep(250 * time.Millisecond) }, serve)},
			also: func(t *testing.T, _ *origin) {
				require.Equal(t, []transfer.Progress{{Total: -1}, {Total: -1}, {Done: size, Total: size}}, seen)
				seen = nil
			}},
		"of a size that was not told": {
			options: options, answers: []answer{dripped(20_000, 30*time.Millisecond, lengthless)}, unproven: true,
			also: func(t *testing.T, _ *origin) {
				require.Equal(t, int64(-1), seen[1].Total)
				require.Positive(t, seen[1].Done)
				seen = nil
			}},
	})
}
