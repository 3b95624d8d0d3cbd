package transfer_test

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

func TestWithoutAValidatorThereIsOneStream(t *testing.T) {
	simulated(t, func(t *testing.T) {
		content := media(size, 1)
		content.etag, content.modified = "", time.Time{}
		o, path := newOrigin(t, content), target(t)
		result, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		requireWhole(t, path, result, content.data)
		require.Equal(t, []string{"bytes=0-16383", "bytes=0-299999"}, o.asked())
	})
}

func TestOneFailedRangeIsRepeatedAlone(t *testing.T) {
	simulated(t, func(t *testing.T) {
		failed := false
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
			o.mu.Lock()
			fail := r.Header.Get("Range") == "bytes=98304-114687" && !failed
			failed = failed || fail
			o.mu.Unlock()
			if fail {
				cut(5_000)(o, w, r)
			}
			serve(o, w, r)
		})
		requireFetched(t, o, path, ranged())
		asked := o.asked()
		require.Contains(t, asked, "bytes=103304-114687", "only the rest of the failed range")
		slices.Sort(asked)
		require.Equal(t, asked, slices.Compact(slices.Clone(asked)), "no range is asked for twice")
		require.Len(t, asked, 20)
	})
}

// allowing serves so many requests at a time, slowly, and answers otherwise to those beyond.
func allowing(n int64, beyond answer) answer {
	var active atomic.Int64
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		if active.Add(1) > n {
			active.Add(-1)
			beyond(o, w, r)
			return
		}
		defer active.Add(-1)
		serve(o, &dripping{w, 4096, 100 * time.Millisecond}, r)
	}
}

func TestServerThatAllowsFewConnectionsGetsFewerStreams(t *testing.T) {
	reset := func(*origin, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	for name, beyond := range map[string]answer{
		"503":                   status(503),
		"429":                   status(429),
		"429 for an hour":       status(429, "Retry-After", "3600"),
		"429 for some seconds":  status(429, "Retry-After", "5"),
		"a reset":               reset,
		"silence":               func(o *origin, _ http.ResponseWriter, r *http.Request) { o.hang(r) },
		"a body that is cut":    cut(0),
		"a body of a few bytes": cut(100),
	} {
		for _, allowed := range []int64{1, 2, 3} {
			simulate(t, name+" beyond "+string('0'+rune(allowed)), func(t *testing.T) {
				o, path := newOrigin(t, media(size, 1)), target(t)
				o.serveWith(allowing(allowed, beyond))
				requireFetched(t, o, path, ranged())
			})
		}
	}
}

func TestRefusedStreamIsNotTriedForEver(t *testing.T) {
	simulated(t, func(t *testing.T) {
		var refused atomic.Int64
		o, path := newOrigin(t, media(12<<20, 1)), target(t)
		o.serveWith(allowing(2, func(_ *origin, w http.ResponseWriter, _ *http.Request) {
			refused.Add(1)
			w.WriteHeader(http.StatusServiceUnavailable)
		}))
		_, err := toFile(t, o, path, ranged())
		require.NoError(t, err)
		require.LessOrEqual(t, refused.Load(), int64(20), "two attempts of each of two streams, and a few that came early")
	})
}

func TestStreamThatGetsOnIsKept(t *testing.T) {
	slow := func(o *origin, w http.ResponseWriter, r *http.Request) {
		serve(o, &dripping{w, 4096, 100 * time.Millisecond}, r)
	}
	for name, test := range map[string]struct{ first, later answer }{
		"after one refusal":       {status(503), slow},
		"with cuts in each range": {slow, cutting(6000, slow)},
	} {
		simulate(t, name, func(t *testing.T) {
			o, path := newOrigin(t, media(1<<20, 1)), target(t)
			var active, most, requests atomic.Int64
			o.serveWith(func(o *origin, w http.ResponseWriter, r *http.Request) {
				defer active.Add(-1)
				now, n := active.Add(1), requests.Add(1)
				time.Sleep(time.Duration(n%7) * 20 * time.Millisecond) // lest all be cut at once
				switch {
				case n == 1:
					slow(o, w, r)
				case n == 3:
					test.first(o, w, r)
				case n > 30:
					most.Store(max(most.Load(), now))
					fallthrough
				default:
					test.later(o, w, r)
				}
			})
			options := ranged()
			options.Retry.Base = time.Millisecond // lest a stream be mostly idle
			_, err := toFile(t, o, path, options)
			require.NoError(t, err)
			require.Equal(t, int64(4), most.Load())
		})
	}
}

func TestAllStreamsEndTogether(t *testing.T) {
	const (
		mebibyte = 1 << 20
		size     = 38 * mebibyte
		ideal    = size / (4 * mebibyte) * float64(time.Second)
	)
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(size, 1)), target(t)
		o.serveWith(paced(mebibyte))
		type moment struct {
			elapsed time.Duration
			transfer.Progress
		}
		var seen []moment
		start := time.Now()
		_, err := toFile(t, o, path, transfer.Options{AllowHTTP: true, Progress: func(p transfer.Progress) {
			seen = append(seen, moment{time.Since(start), p})
		}})
		require.NoError(t, err)
		took := time.Since(start)
		require.LessOrEqual(t, float64(took), 1.08*ideal)
		for _, m := range seen {
			if m.elapsed < 2*time.Second || m.Done == m.Total {
				continue
			}
			left := time.Duration(float64(m.Total-m.Done) / m.Rate * float64(time.Second))
			assert.InDelta(t, took, m.elapsed+left, float64(time.Second), "reported after %v", m.elapsed)
		}
	})
}

func TestLastRangesAreSmaller(t *testing.T) {
	simulated(t, func(t *testing.T) {
		o, path := newOrigin(t, media(34<<20, 1)), target(t)
		_, err := toFile(t, o, path, transfer.Options{AllowHTTP: true})
		require.NoError(t, err)
		asked := o.asked()
		require.Contains(t, asked, "bytes=0-4194303")
		require.Less(t, len(asked), 40)
		slices.Sort(asked)
		require.Equal(t, asked, slices.Compact(slices.Clone(asked)), "no range is asked for twice")
	})
}
