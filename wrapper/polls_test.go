package wrapper_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/wrapper"
)

// callsOfOne is the number of calls of a wait that is alone.
func callsOfOne(t *testing.T, lasts time.Duration) (calls int) {
	t.Helper()
	g := newGeneration(t, []emulator.Option{takes(lasts)})
	_, err := g.wait(t.Context())
	require.NoError(t, err)
	return len(g.seen())
}

func TestWaitsForTheSameVideoShareTheirCalls(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		const lasts = 10 * time.Minute
		alone := callsOfOne(t, lasts)
		g := newGeneration(t, []emulator.Option{takes(lasts)}, "listDownloads:*:delay=50ms")
		_, err := g.client.CreateType(t.Context(), emulator.DefaultVideo, wrapper.Audio)
		require.NoError(t, err)
		g.setUp++
		again := g.client.ForAccount(emulator.DefaultAccount)
		var waits sync.WaitGroup
		for i := range 1000 {
			waits.Go(func() {
				client, kind := g.client, wrapper.Default
				if i%2 == 0 {
					client = again
				}
				if i%3 == 0 {
					kind = wrapper.Audio
				}
				download, err := client.Wait(t.Context(), emulator.DefaultVideo, kind)
				assert.NoError(t, err)
				assert.Contains(t, download.URL, string(kind))
				assert.LessOrEqual(t, time.Since(g.began)-lasts, lasts/20)
			})
		}
		waits.Wait()
		assert.LessOrEqual(t, len(g.seen()), alone+1, "a thousand waits make the calls of one")
	})
}

func TestAWaitThatComesLaterLearnsAndTells(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		const lasts = time.Hour
		g := newGeneration(t, []emulator.Option{takes(lasts)})
		var waits sync.WaitGroup
		for i := range 4 {
			waits.Go(func() {
				time.Sleep(time.Duration(i) * 14 * time.Minute)
				_, err := g.wait(t.Context())
				assert.NoError(t, err)
				assert.LessOrEqual(t, time.Since(g.began)-lasts, lasts/20)
			})
		}
		waits.Wait()
		assert.LessOrEqual(t, len(g.seen()), 3*callsOfOne(t, lasts))
	})
}

func TestOtherVideosAndAccountsAreLookedAtOnTheirOwn(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		g := newGeneration(t, []emulator.Option{takes(0), emulator.WithVideo(emulator.DefaultVideo), emulator.WithVideo("other")})
		var waits sync.WaitGroup
		waits.Go(func() {
			_, err := g.wait(t.Context())
			assert.NoError(t, err)
		})
		waits.Go(func() {
			_, err := g.client.Wait(t.Context(), "other", wrapper.Default)
			assert.ErrorIs(t, err, wrapper.ErrNotFound)
		})
		waits.Go(func() {
			_, err := g.client.ForAccount("another").Wait(t.Context(), emulator.DefaultVideo, wrapper.Default)
			assert.Error(t, err)
			assert.NotErrorIs(t, err, wrapper.ErrDownloadFailed)
		})
		waits.Wait()
		assert.Len(t, g.seen(), 3)
	})
}

func TestAWaitThatIsCancelledLeavesTheCallToTheOthers(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		g := newGeneration(t, []emulator.Option{takes(0)}, "listDownloads:1:delay=10s")
		first, cancel := context.WithCancel(t.Context())
		var waits sync.WaitGroup
		waits.Go(func() {
			_, err := g.wait(first)
			assert.ErrorIs(t, err, context.Canceled)
			assert.LessOrEqual(t, time.Since(g.began), 2*time.Second+30*time.Millisecond)
		})
		synctest.Wait() // the first has begun the call
		waits.Go(func() {
			_, err := g.wait(t.Context())
			assert.NoError(t, err)
			assert.Equal(t, 10*time.Second, time.Since(g.began), "it has the answer when the call ends")
		})
		time.Sleep(2 * time.Second)
		cancel()
		waits.Wait()
		assert.Len(t, g.seen(), 1)
	})
}

func TestTheLastWaitToLeaveEndsTheCall(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		g := newGeneration(t, nil, "listDownloads:*:hang=before")
		var waits sync.WaitGroup
		for i := range 3 {
			waits.Go(func() {
				limit := time.Duration(i+1) * time.Second
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				_, err := g.wait(ctx)
				assert.ErrorIs(t, err, context.DeadlineExceeded)
				assert.LessOrEqual(t, time.Since(g.began)-limit, 30*time.Millisecond)
			})
		}
		waits.Wait()
		synctest.Wait() // a goroutine left behind would keep the test from ending
		assert.Len(t, g.seen(), 1)
	})
}

func TestACallThatOutlivesTheWaitThatMadeItIsGivenUpInTime(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		g := newGeneration(t, nil, "listDownloads:1:hang")
		var waits sync.WaitGroup
		waits.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			_, err := g.wait(ctx)
			assert.ErrorIs(t, err, context.DeadlineExceeded)
		})
		time.Sleep(time.Second)
		_, err := g.wait(t.Context())
		require.NoError(t, err)
		assert.Less(t, time.Since(g.began), time.Minute, "an attempt takes 30 s at the most")
		waits.Wait()
	})
}

func TestWhatWasSeenBeforeTheWaitDoesNotEndIt(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		g := newGeneration(t, []emulator.Option{takes(time.Minute)},
			"listDownloads:1:delay=2s,state=error", "listDownloads:1-4:delay=1ms")
		var waits sync.WaitGroup
		waits.Go(func() {
			_, err := g.wait(t.Context())
			assert.ErrorIs(t, err, wrapper.ErrDownloadFailed, "it was so when this one looked")
		})
		time.Sleep(time.Second)
		waits.Go(func() {
			_, err := g.wait(t.Context())
			assert.NoError(t, err, "the failure was seen by a call from before")
		})
		waits.Wait()
	})
}

func TestALookOfTheLastSecondIsFreshEnough(t *testing.T) {
	for name, c := range map[string]struct {
		age   time.Duration
		calls int
	}{
		"fresh": {time.Second, 1 + 2}, // and of each the one shortly before the deadline
		"stale": {1001 * time.Millisecond, 2 + 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				g := newGeneration(t, []emulator.Option{takes(time.Hour)})
				ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
				defer cancel()
				var waits sync.WaitGroup
				for i := range 2 {
					waits.Go(func() {
						time.Sleep(time.Duration(i) * c.age)
						download, err := g.wait(ctx)
						assert.ErrorIs(t, err, context.DeadlineExceeded)
						assert.NotEmpty(t, download.Status, "both know the state")
					})
				}
				waits.Wait()
				assert.Len(t, g.seen(), c.calls)
			})
		})
	}
}
