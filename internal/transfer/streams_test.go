package transfer_test

import (
	"fmt"
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
	try(t, map[string]trial{"ranges": {object: bare(1), options: ranged(), asked: []string{"bytes=0-16383", "bytes=0-299999"}}})
}

func TestOneFailedRangeIsRepeatedAlone(t *testing.T) {
	var failed atomic.Bool
	try(t, map[string]trial{"after a cut": {
		options: ranged(), requests: 20, always: when(func(r *http.Request) bool {
			return r.Header.Get("Range") == "bytes=98304-114687" && !failed.Swap(true)
		}, cut(5_000)),
		also: func(t *testing.T, o *origin) {
			require.Contains(t, o.asked(), "bytes=103304-114687", "only the rest of the failed range")
			requireOnce(t, o.asked())
		},
	}})
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
		drip(4096, 100*time.Millisecond)(o, w, r)
	}
}

func TestServerThatAllowsFewConnectionsGetsFewerStreams(t *testing.T) {
	trials := map[string]trial{}
	for name, beyond := range map[string]answer{
		"503":                   status(503),
		"429":                   status(429),
		"429 for an hour":       status(429, "Retry-After", "3600"),
		"429 for some seconds":  status(429, "Retry-After", "5"),
		"a reset":               unreachable,
		"silence":               func(o *origin, _ http.ResponseWriter, r *http.Request) { o.hang(r) },
		"a body that is cut":    cut(0),
		"a body of a few bytes": cut(100),
	} {
		for _, allowed := range []int64{1, 2, 3} {
			trials[fmt.Sprint(name, " beyond ", allowed)] = trial{options: ranged(), always: allowing(allowed, beyond)}
		}
	}
	trials["429 for a minute beyond 1, which is not waited for"] = trial{
		options: ranged(), always: allowing(1, status(429, "Retry-After", "60")), took: between(0, 30*time.Second)}
	try(t, trials)
}

func TestRefusedStreamIsNotTriedForEver(t *testing.T) {
	var refused atomic.Int64
	try(t, map[string]trial{"beyond two": {
		object: media(12<<20, 1), options: ranged(), always: allowing(2, after(func(*origin) { refused.Add(1) }, status(503))),
		also: func(t *testing.T, _ *origin) {
			require.LessOrEqual(t, refused.Load(), int64(20), "two attempts of each of two streams, and a few that came early")
		},
	}})
}

func TestStreamThatGetsOnIsKept(t *testing.T) {
	slow := drip(4096, 100*time.Millisecond)
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
			_, err := toFile(t, o, path, ranged())
			require.NoError(t, err)
			require.Equal(t, int64(4), most.Load())
		})
	}
}

func TestOutageForAllStreamsCostsNone(t *testing.T) {
	var active, most, requests atomic.Int64
	slow := drip(4096, 100*time.Millisecond)
	try(t, map[string]trial{"of eight requests": {
		object: media(1<<20, 1), options: ranged(), always: func(o *origin, w http.ResponseWriter, r *http.Request) {
			defer active.Add(-1)
			now := active.Add(1)
			switch n := requests.Add(1); {
			case n == 1:
				serve(o, w, r)
			case n < 10:
				status(503)(o, w, r)
			default:
				most.Store(max(most.Load(), now))
				slow(o, w, r)
			}
		},
		also: func(t *testing.T, _ *origin) { require.Equal(t, int64(4), most.Load()) },
	}})
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
	try(t, map[string]trial{"of 34 MiB": {
		object: media(34<<20, 1), options: transfer.Options{Streams: 4}, also: func(t *testing.T, o *origin) {
			require.Contains(t, o.asked(), "bytes=0-4194303")
			require.Less(t, len(o.asked()), 40)
			requireOnce(t, o.asked())
		},
	}})
}

func requireOnce(t *testing.T, asked []string) {
	t.Helper()
	slices.Sort(asked)
	require.Equal(t, asked, slices.Compact(slices.Clone(asked)), "no range is asked for twice")
}
