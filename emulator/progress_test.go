package emulator_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/internal/synctesting"
)

func TestProgressFollowsItsCurve(t *testing.T) {
	tests := map[string]struct {
		curve emulator.Curve
		want  []float64 // at 0, 10, … 90 % of the time
	}{
		"linear":         {emulator.Linear, []float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90}},
		"zero then done": {emulator.ZeroThenDone, []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0}},
		"stalled":        {emulator.Stalled, []float64{0, 15, 30, 45, 50, 50, 50, 55, 70, 85}},
		"jumping":        {emulator.Jumping, []float64{0, 0, 0, 10, 10, 60, 60, 60, 90, 90}},
		"one's own":      {func(fraction float64) float64 { return 75.5 * fraction }, []float64{0, 7.55, 15.1, 22.65, 30.2, 37.75, 45.3, 52.85, 60.4, 67.95}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				c := inProcess(t, emulator.WithEncodeTime(3*time.Hour), emulator.WithProgress(test.curve))
				c.api(http.MethodPost, emulator.DefaultVideo, "")
				for _, want := range test.want {
					assert.InDelta(t, want, c.list(emulator.DefaultVideo).Default.PercentComplete, 1e-9)
					time.Sleep(18 * time.Minute)
				}
				assert.EqualValues(t, 100, c.list(emulator.DefaultVideo).Default.PercentComplete)
			})
		})
	}
}
