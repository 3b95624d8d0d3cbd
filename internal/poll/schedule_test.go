package poll

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func pauseAfterSeeing(percents ...float64) time.Duration {
	var s Schedule
	for i, percent := range percents {
		s.See(time.Duration(i)*10*time.Second, percent)
	}
	return s.Pause()
}

func TestPercentagesThatMakeNoSenseAreNoProgress(t *testing.T) {
	for name, shown := range map[string][]float64{
		"above 100":  {0, 10, 250, 20},
		"below 0":    {0, 10, -1, 20},
		"no number":  {0, 10, math.NaN(), 20},
		"infinite":   {0, 10, math.Inf(1), 20},
		"falling":    {0, 10, 5, 20},
		"zero again": {0, 10, 0, 20},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, pauseAfterSeeing(0, 10, 10, 20), pauseAfterSeeing(shown...))
		})
	}
}

func TestAPauseFollowsTheProgress(t *testing.T) {
	steady := pauseAfterSeeing(0, 10, 20, 30)
	assert.Less(t, pauseAfterSeeing(0, 30, 60, 90), steady, "the end is nearer")
	assert.Less(t, pauseAfterSeeing(0, 0, 0, 0), steady, "no progress is shown")
	assert.LessOrEqual(t, pauseAfterSeeing(0, 33, 66, 99), 2*time.Second, "the end is in sight")
}

func TestAPauseHasBounds(t *testing.T) {
	for name, shown := range map[string]func(i int) float64{
		"no progress shown": func(int) float64 { return 0 },
		"stuck at 99":       func(int) float64 { return 99 },
		"stuck at 100":      func(i int) float64 { return min(100, float64(i)) },
		"ever slower":       func(i int) float64 { return 100 * (1 - math.Pow(0.9, float64(i))) },
		"hardly moving":     func(i int) float64 { return 1e-9 * float64(i) },
		"up and down":       func(i int) float64 { return 100 * math.Abs(math.Sin(float64(i))) },
		"never a percent":   func(i int) float64 { return math.Inf(2*(i%2) - 1) },
	} {
		t.Run(name, func(t *testing.T) {
			var s Schedule
			var elapsed time.Duration
			for i := range 200 {
				s.See(elapsed, shown(i))
				pause := s.Pause()
				assert.GreaterOrEqual(t, pause, time.Second)
				assert.LessOrEqual(t, pause, 30*time.Minute)
				elapsed += pause
			}
			assert.Greater(t, elapsed, 3*time.Hour, "200 calls are enough for hours")
		})
	}
}

func TestTwoPollsAtTheSameMomentAreHarmless(t *testing.T) {
	var s Schedule
	for _, percent := range []float64{0, 50, 99} {
		s.See(0, percent)
		assert.GreaterOrEqual(t, s.Pause(), time.Second)
		assert.Less(t, s.Pause(), 3*time.Second)
	}
}
