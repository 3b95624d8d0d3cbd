package wrapper_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// together runs a function n times side by side.
func together(n int, do func(i int)) {
	var running sync.WaitGroup
	for i := range n {
		running.Go(func() { do(i) })
	}
	running.Wait()
}

// busiest is the largest number of requests in any stretch of time of that length.
func busiest(requests []emulator.Request, window time.Duration) int {
	times := make([]time.Time, len(requests))
	for i, request := range requests {
		times[i] = request.Time
	}
	slices.SortFunc(times, time.Time.Compare)
	most, first := 0, 0
	for last := range times {
		for times[last].Sub(times[first]) >= window {
			first++
		}
		most = max(most, last-first+1)
	}
	return most
}

func TestNever1200CallsAreExceededInAnyFiveMinutes(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil)
		start := time.Now()
		together(50, func(i int) {
			client := s.client
			if i%2 == 1 {
				client = client.ForAccount(emulator.DefaultAccount)
			}
			for range 80 {
				_, err := client.List(t.Context(), emulator.DefaultVideo)
				assert.NoError(t, err)
			}
		})
		require.Len(t, s.seen(), 4000)
		busiest := busiest(s.seen(), 5*time.Minute)
		assert.LessOrEqual(t, busiest, 1200)
		assert.Greater(t, busiest, 1190, "what is allowed is used")
		assert.Less(t, time.Since(start), 21*time.Minute, "4,000 calls take 4,000/1,200 windows, but for what may be sent at once")
	})
}

func TestARateLimitOfAnySizeIsKept(t *testing.T) {
	for _, calls := range []int{1, 2, 3, 4, 5, 7, 100} {
		synctesting.Test(t, func(t *testing.T) {
			s := newService(t, nil, wrapper.WithRateLimit(calls, 10*time.Second))
			together(4*calls, func(int) {
				_, err := s.client.List(t.Context(), emulator.DefaultVideo)
				assert.NoError(t, err)
			})
			assert.LessOrEqual(t, busiest(s.seen(), 10*time.Second), calls)
		})
	}
}

func TestNoRateLimitMeansNone(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil, wrapper.WithRateLimit(0, 0))
		start := time.Now()
		together(2000, func(int) {
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			assert.NoError(t, err)
		})
		assert.Zero(t, time.Since(start))
	})
}

func TestACallWhoseTurnComesAfterItsDeadlineIsNotSent(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil, wrapper.WithRateLimit(1, time.Minute))
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)

		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err = s.client.List(ctx, emulator.DefaultVideo)
		assert.Equal(t, []error{wrapper.ErrRateLimited}, kindsOf(err))
		assert.Equal(t, time.Minute, failureOf(t, err).RetryAfter)
		assert.Equal(t, "listDownloads: this client has used up its own rate limit, nothing was sent, try again in 1m0s", err.Error())
		assert.Zero(t, time.Since(start))
		assert.Len(t, s.seen(), 1)
	})
}

func TestARetryThatHasNoTurnReturnsTheFailureBeforeIt(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:1:status=503"}, wrapper.WithRateLimit(1, time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := s.client.List(ctx, emulator.DefaultVideo)
		assert.Equal(t, 503, failureOf(t, err).StatusCode)
		assert.Empty(t, kindsOf(err))
	})
}

func TestATurnGivenUpIsNotLost(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil, wrapper.WithRateLimit(1, time.Minute))
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = s.client.List(ctx, emulator.DefaultVideo)
		assert.ErrorIs(t, err, context.Canceled)
		assert.Equal(t, "listDownloads: nothing was sent: context canceled", err.Error())

		_, err = s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)
		assert.Equal(t, time.Minute, s.gaps()[0])
	})
}

func TestManyTurnsGivenUpAreNotLost(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil)
		for range 300 {
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			require.NoError(t, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, cancel)
		together(200, func(int) { _, _ = s.client.List(ctx, emulator.DefaultVideo) })

		start := time.Now()
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)
		assert.Less(t, time.Since(start), time.Second, "as if the others had never been")
	})
}

func TestCallsWithShortDeadlinesUseAllThatIsAllowed(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil, wrapper.WithRateLimit(400, 100*time.Second)) // 100 at once, then 3 a second
		end := time.Now().Add(15 * time.Second)
		together(200, func(int) {
			for time.Now().Before(end) {
				ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
				if _, err := s.client.List(ctx, emulator.DefaultVideo); err != nil {
					time.Sleep(100 * time.Millisecond)
				}
				cancel()
			}
		})
		assert.InDelta(t, 145, len(s.seen()), 3)
	})
}

// A block of five minutes meets calls of many goroutines and accounts. Each call that was under way learns of
// it once; then all wait for one and the same time, also those that begin later.
func TestABlockIsOnePauseForAllGoroutinesAndCopies(t *testing.T) {
	const underWay, later = 20, 30
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"*:1-20:throttle,delay=1s,retry-after=300"})
		start := time.Now()
		together(underWay+later, func(i int) {
			client := s.client
			if i%2 == 1 {
				client = client.ForAccount(emulator.DefaultAccount)
			}
			if i >= underWay {
				time.Sleep(time.Duration(2+i) * time.Second)
			}
			_, err := client.List(t.Context(), emulator.DefaultVideo)
			assert.NoError(t, err)
		})
		require.Len(t, s.seen(), underWay+underWay+later)
		for _, request := range s.seen()[underWay:] {
			within(t, request.Time.Sub(start), 301*time.Second, 331*time.Second)
		}
	})
}

func TestABlockThatIsNotOverInTimeEndsACallAtOnce(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"*:1:throttle,retry-after=300"})
		go func() { _, _ = s.client.List(t.Context(), emulator.DefaultVideo) }()
		time.Sleep(10 * time.Second)

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := s.client.ForAccount("another").List(ctx, emulator.DefaultVideo)
		assert.ErrorIs(t, err, wrapper.ErrRateLimited)
		assert.Equal(t, 290*time.Second, failureOf(t, err).RetryAfter)
		assert.ErrorContains(t, err, "the service has asked all calls of this credential to pause, nothing was sent")
		assert.Zero(t, time.Since(start))
		assert.Len(t, s.seen(), 1)
	})
}

// Calls that wait for their turn when a block begins must not come out of it all at once.
func TestTurnsThatCameDuringABlockAreNotTakenAtItsEnd(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"*:31:throttle,retry-after=300"}, wrapper.WithRateLimit(120, 5*time.Minute))
		together(200, func(int) {
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			assert.NoError(t, err)
		})
		require.Len(t, s.seen(), 201)
		assert.LessOrEqual(t, busiest(s.seen(), 5*time.Minute), 120)
		assert.GreaterOrEqual(t, s.gaps()[30], 300*time.Second, "nothing is sent during the block")
	})
}

func TestARefusalForGoodPausesNobody(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"*:1:ban,retry-after=300"})
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.Error(t, err)
		start := time.Now()
		_, err = s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)
		assert.Zero(t, time.Since(start))
	})
}

// late is a context whose deadline has passed, and whose timer has not fired yet.
type late struct{ context.Context }

func (late) Deadline() (time.Time, bool) { return time.Now().Add(-time.Millisecond), true }

func TestADeadlineThatPassesIsNotTakenForTheRateLimit(t *testing.T) {
	s := newService(t, nil)
	_, err := s.client.List(late{t.Context()}, emulator.DefaultVideo)
	assert.NotErrorIs(t, err, wrapper.ErrRateLimited)
}

// A client that is always busy uses all of its limit, window after window.
func TestAllThatIsAllowedCanBeUsed(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, nil, wrapper.WithRateLimit(240, time.Minute))
		end := time.Now().Add(10 * time.Minute)
		together(4, func(int) {
			for time.Now().Before(end) {
				_, _ = s.client.List(t.Context(), emulator.DefaultVideo)
			}
		})
		assert.InEpsilon(t, 2400, len(s.seen()), 0.03)
	})
}
