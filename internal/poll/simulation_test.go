package poll

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// roundTrip is how long a call takes, in seconds. The service answers half-way.
const roundTrip = 0.1

// simulate waits for a generation that takes total seconds, from a moment of it on. It returns how many calls that took, after
// how many seconds the percentage was seen to rise, 0 if it never was, and how late the end was noticed.
func simulate(shown func(float64) float64, total, start float64) (calls int, roseAt, late float64) {
	var s Schedule
	first := -1.0
	for now := start; ; {
		calls++
		polled := now + roundTrip/2
		now += roundTrip
		if polled >= total {
			return calls, roseAt, now - total
		}
		percent := shown(polled / total)
		switch {
		case first < 0:
			first = percent
		case percent > first && roseAt == 0:
			roseAt = now - start
		}
		s.See(time.Duration((now-start)*float64(time.Second)), percent)
		now += s.Pause().Seconds()
	}
}

// forced is the number of calls that no wait can do without if it sees no progress for so many seconds from the
// beginning on, and must not be more than 2 s or 15 % late should the download become ready at any moment of them.
func forced(seconds float64) int {
	calls := 1
	for at := 0.0; at < seconds; calls++ {
		at = max(at+2, 1.15*at)
	}
	return calls
}

// TestWaitSimulation waits for generations of 5 s to 3 h, each 0.4 % longer than the one before. The percent of lateness are
// of the whole generation, also for a wait that begins midway: that is what the user of a download waits for.
func TestWaitSimulation(t *testing.T) {
	for _, c := range curves {
		for _, beginning := range []struct {
			name      string
			starts    []float64
			calls     int // that may be made if progress shows from the first seconds
			avoidable int // that may be made beyond those that can't be avoided
		}{
			{"at once", []float64{0}, 20, 20},
			{"midway", []float64{0.03, 0.1, 0.2, 0.34, 0.4, 0.5, 0.6, 0.67, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995}, 60, 25},
		} {
			t.Run(c.name+", "+beginning.name, func(t *testing.T) {
				most, avoidable, risen, hidden := 0, 0, 0.0, 0.0 // the worst, of lateness as a part of what is allowed
				for total := 5.0; total <= 3*60*60; total *= 1.004 {
					for _, start := range beginning.starts {
						calls, roseAt, late := simulate(c.shown, total, start*total)
						most = max(most, calls)
						if roseAt == 0 {
							hidden = max(hidden, late/max(2, c.hidden*total))
							continue
						}
						risen = max(risen, late/max(2, c.risen*total))
						avoidable = max(avoidable, calls-forced(roseAt))
					}
				}
				assert.LessOrEqual(t, risen, 1.0, "lateness, if progress was seen")
				assert.LessOrEqual(t, hidden, 1.0, "lateness, if none was seen")
				assert.LessOrEqual(t, most, 60, "calls")
				if c.risen <= 0.05 {
					assert.LessOrEqual(t, avoidable, beginning.avoidable, "calls beyond those that can't be avoided")
				}
				if c.name == "linear" || c.name == "stalled at 50, decimals" {
					assert.LessOrEqual(t, most, beginning.calls, "calls, where progress shows from the first seconds")
				}
			})
		}
	}
}
