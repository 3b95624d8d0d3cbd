package wrapper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

const list = emulator.ListDownloads

func TestAfterAHintBeyondTheCapCallsEndAtOnceUntilItHasPassed(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:1:throttle,retry-after=1800"})
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.ErrorIs(t, err, wrapper.ErrRateLimited)
		start := time.Now()
		for range 5 {
			time.Sleep(time.Minute)
			_, err = s.client.ForAccount(emulator.DefaultAccount).List(t.Context(), emulator.DefaultVideo)
			require.ErrorIs(t, err, wrapper.ErrRateLimited)
			require.ErrorContains(t, err, "nothing was sent")
			assert.Equal(t, 30*time.Minute-time.Since(start), failureOf(t, err).RetryAfter)
		}
		assert.Equal(t, 5*time.Minute, time.Since(start), "no call has waited")
		assert.Len(t, s.seen(), 1)

		time.Sleep(22 * time.Minute)
		_, err = s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err, "what is left of the pause is short enough to wait for")
		within(t, time.Since(start), 30*time.Minute, 33*time.Minute)
	})
}

func TestAHintOfADayDoesNotEndTheClientForADay(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:1:throttle,retry-after=86400"})
		_, err := s.client.List(t.Context(), emulator.DefaultVideo)
		require.ErrorIs(t, err, wrapper.ErrRateLimited)
		time.Sleep(time.Hour)
		_, err = s.client.List(t.Context(), emulator.DefaultVideo)
		require.NoError(t, err)
	})
}

func TestAHintBeyondTheDeadlineEndsTheCallAtOnce(t *testing.T) {
	for _, status := range []string{"throttle", "status=503"} {
		for _, c := range calls() {
			synctesting.Test(t, func(t *testing.T) {
				s := newService(t, []string{"*:*:" + status + ",retry-after=20"})
				ctx, cancel := context.WithTimeout(t.Context(), 19*time.Second)
				defer cancel()
				start := time.Now()
				_, err := c.on(ctx, s.client)
				assert.Equal(t, 20*time.Second, failureOf(t, err).RetryAfter)
				assert.NotErrorIs(t, err, context.DeadlineExceeded)
				assert.Zero(t, time.Since(start))
				assert.Len(t, s.seen(), 1)
			})
		}
	}
}

func TestPausesAreSpreadOverTheirWholeRange(t *testing.T) {
	for fault, test := range map[string]struct{ least, most time.Duration }{
		"status=503":                {0, 4 * time.Second}, // as the policy says
		"status=503,retry-after=20": {20 * time.Second, 22 * time.Second},
		"throttle,retry-after=20":   {20 * time.Second, 22 * time.Second},
	} {
		t.Run(fault, func(t *testing.T) {
			short, long := 0, 0
			for range 40 {
				synctesting.Test(t, func(t *testing.T) {
					s := newService(t, []string{"listDownloads:*:" + fault},
						wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 6, BaseDelay: 10 * time.Second, MaxDelay: 4 * time.Second}))
					_, err := s.client.List(t.Context(), emulator.DefaultVideo)
					require.Error(t, err)
					require.Len(t, s.gaps(), 5)
					for _, gap := range s.gaps() {
						within(t, gap, max(test.least, 100*time.Millisecond), test.most)
						switch quarter := (test.most - test.least) / 4; {
						case gap < test.least+quarter:
							short++
						case gap > test.most-quarter:
							long++
						}
					}
				})
			}
			assert.Greater(t, short, 20, "of 200, a quarter is to be expected")
			assert.Greater(t, long, 20, "of 200, a quarter is to be expected")
		})
	}
}

func TestAnAttemptThatTakesTooLongIsGivenUpAndRetried(t *testing.T) {
	for _, c := range []string{"hang=before", "stall=0", "stall=50%", "rate=1"} {
		simulate(t, c, func(t *testing.T) {
			s := newService(t, []string{"listDownloads:1:" + c}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{AttemptTimeout: 2 * time.Second}))
			_, err := s.client.List(t.Context(), emulator.DefaultVideo)
			require.NoError(t, err)
			within(t, s.gaps()[0], 2100*time.Millisecond, 2500*time.Millisecond)
		})
	}
}

func TestAnAttemptThatIsGivenUpIsNotTakenForTheDeadlineOfTheCaller(t *testing.T) {
	for _, fault := range []string{"hang", "stall=0", "stall=50%"} {
		t.Run(fault, func(t *testing.T) {
			client := overSockets(t, []string{"*:*:" + fault}, wrapper.WithRetryPolicy(wrapper.RetryPolicy{MaxAttempts: 1, AttemptTimeout: 50 * time.Millisecond}))
			_, err := client.List(t.Context(), emulator.DefaultVideo)
			assert.ErrorContains(t, err, "no complete response in time")
			assert.NotErrorIs(t, err, context.DeadlineExceeded)
		})
	}
}

func TestCancellingEndsAPauseAtOnceWithTheLastFailure(t *testing.T) {
	for _, response := range []string{"status=503,retry-after=60", "throttle,retry-after=60"} {
		for _, c := range calls() {
			synctesting.Test(t, func(t *testing.T) {
				s := newService(t, []string{"*:*:" + response})
				ctx, cancel := context.WithCancelCause(t.Context())
				enough := errors.New("enough")
				time.AfterFunc(7*time.Second, func() { cancel(enough) })
				start := time.Now()
				_, err := c.on(ctx, s.client)

				assert.Equal(t, 7*time.Second, time.Since(start))
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, enough)
				assert.Contains(t, []int{429, 503}, failureOf(t, err).StatusCode)
				assert.ErrorContains(t, err, "; stopped: context canceled: enough")
				assert.Len(t, s.seen(), 1)
			})
		}
	}
}

func TestCancellingEndsAnAttemptAtOnceWithTheFailureBefore(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		s := newService(t, []string{"listDownloads:1:status=503,retry-after=1", "listDownloads:2:hang"})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := s.client.List(ctx, emulator.DefaultVideo)

		assert.Equal(t, 10*time.Second, time.Since(start))
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 503, failureOf(t, err).StatusCode)
		assert.Len(t, s.seen(), 2)
	})
}

func TestADeadlineThatCutsAnAttemptOffBreaksNoContract(t *testing.T) {
	const broke = "200 OK: the response broke off: context deadline exceeded, ray 0000000000000001-EMU; stopped: context deadline exceeded"
	for fault, want := range map[string]string{"hang": "no response: context deadline exceeded", "stall=0": broke, "stall=50%": broke} {
		simulate(t, fault, func(t *testing.T) {
			s := newService(t, []string{"listDownloads:*:" + fault})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := s.client.List(ctx, emulator.DefaultVideo)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
			assert.NotErrorIs(t, err, wrapper.ErrProtocol)
			assert.Equal(t, "listDownloads: "+want, err.Error())
		})
	}
}

// As in a group of goroutines, of which the first that fails cancels the others.
func TestTheFailureOfAnotherCallAsTheReasonOfTheContextIsLeftAsItIs(t *testing.T) {
	for _, held := range []string{"listDownloads:*:throttle,retry-after=60", "listDownloads:2:hang"} {
		synctesting.Test(t, func(t *testing.T) {
			s := newService(t, []string{"deleteDownloads:*:status=404", held}, wrapper.WithRateLimit(2, time.Minute))
			other := s.client.Delete(t.Context(), emulator.DefaultVideo)
			text := other.Error()
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(other) })
			together(3, func(int) {
				_, err := s.client.List(ctx, emulator.DefaultVideo)
				assert.NotErrorIs(t, err, wrapper.ErrProtocol)
				assert.ErrorIs(t, err, context.Canceled)
				assert.ErrorIs(t, err, other)
				assert.Equal(t, "listDownloads", failureOf(t, err).Op)
			})
			assert.Equal(t, text, other.Error())
		})
	}
}

func TestCancellingReturnsWithin30MillisecondsOverSockets(t *testing.T) {
	for _, fault := range []string{"hang", "status=503,retry-after=60", "throttle,retry-after=60", "stall=50%"} {
		t.Run(fault, func(t *testing.T) {
			late := time.Hour
			for range 3 { // a machine with other work may be late itself
				late = min(late, lateness(t, overSockets(t, []string{"*:*:" + fault})))
			}
			assert.Less(t, late, 30*time.Millisecond)
		})
	}
}

// lateness is how long after its cancellation a call returns.
func lateness(t *testing.T, client *wrapper.Client) time.Duration {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := make(chan time.Time, 1)
	time.AfterFunc(50*time.Millisecond, func() {
		cancelled <- time.Now()
		cancel()
	})
	_, err := client.List(ctx, emulator.DefaultVideo)
	returned := time.Now()
	require.ErrorIs(t, err, context.Canceled)
	return returned.Sub(<-cancelled)
}
