package poll

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// outcome is what a wait came to.
type outcome struct {
	calls  int     // all that were made
	after  int     // those after the percentage was seen to rise
	roseAt float64 // seconds until that was seen, 0 if it never was
	late   float64 // seconds from ready to noticed
}

// strategy says how long to pause after a poll, in seconds.
type strategy func(elapsed, percent float64) float64

// planner makes a strategy for a wait of so many seconds, which only an oracle knows.
type planner func(remaining float64) strategy

// roundTrip is how long a call takes, in seconds. The service answers half-way.
const roundTrip = 0.1

// simulate waits for a generation that takes total seconds, from a moment of it on.
func simulate(shown func(float64) float64, total, start float64, pause strategy) (o outcome) {
	first := -1.0
	for now := start; ; {
		o.calls++
		if o.roseAt > 0 {
			o.after++
		}
		polled := now + roundTrip/2
		now += roundTrip
		if polled >= total {
			o.late = now - total
			return o
		}
		percent := shown(polled / total)
		switch {
		case first < 0:
			first = percent
		case percent > first && o.roseAt == 0:
			o.roseAt = now - start
		}
		now += pause(now-start, percent)
	}
}

func adaptive(float64) strategy {
	var s Schedule
	return func(elapsed, percent float64) float64 {
		s.See(time.Duration(elapsed*float64(time.Second)), percent)
		return s.Pause().Seconds()
	}
}

func everyFiveSeconds(float64) strategy { return func(float64, float64) float64 { return 5 } }

func oracle(remaining float64) strategy {
	return func(elapsed, _ float64) float64 { return max(0, remaining-elapsed-roundTrip/2+0.001) }
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

// figures sum up outcomes.
type figures struct {
	calls, after, avoidable int     // worst
	twenty                  float64 // the duration in seconds up to which 20 calls are enough
	risen, hidden           float64 // worst lateness, as a part of what is allowed
	worst                   float64 // worst lateness beyond 2 s, as a share of the generation
	meanCalls, meanLate     float64
	n                       int
}

func (f *figures) add(c curve, total float64, o outcome) {
	f.n++
	f.meanCalls += (float64(o.calls) - f.meanCalls) / float64(f.n)
	f.meanLate += (o.late/total - f.meanLate) / float64(f.n)
	f.calls, f.after = max(f.calls, o.calls), max(f.after, o.after)
	if f.calls <= 20 {
		f.twenty = total
	}
	if o.late > 2 {
		f.worst = max(f.worst, o.late/total)
	}
	if o.roseAt == 0 {
		f.hidden = max(f.hidden, o.late/max(2, c.hidden*total))
		return
	}
	f.risen = max(f.risen, o.late/max(2, c.risen*total))
	f.avoidable = max(f.avoidable, o.calls-forced(o.roseAt))
}

// sweep waits for generations of 5 s to 3 h, each 0.4 % longer than the one before. The percent of lateness are of the
// whole generation, also for a wait that begins midway: that is what the user of a download waits for.
func sweep(c curve, starts []float64, plan planner) (f figures) {
	for total := 5.0; total <= 3*60*60; total *= 1.004 {
		for _, start := range starts {
			f.add(c, total, simulate(c.shown, total, start*total, plan(total-start*total)))
		}
	}
	return f
}

var beginnings = []struct {
	name      string
	starts    []float64
	avoidable int // calls that may be made beyond those that can't be avoided
}{
	{"at once", []float64{0}, 20},
	{"midway", []float64{0.03, 0.1, 0.2, 0.34, 0.4, 0.5, 0.6, 0.67, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995}, 25},
}

func TestWaitSimulation(t *testing.T) {
	var table strings.Builder
	table.WriteString("\n| progress | wait begins | calls: worst | mean | after the first rise | more than forced | 20 do up to | late: worst over 2 s | mean | 5 s poll: calls worst / mean | late: mean | oracle: calls worst | late: mean |\n" +
		"|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range curves {
		for _, beginning := range beginnings {
			f, fixed, best := sweep(c, beginning.starts, adaptive), sweep(c, beginning.starts, everyFiveSeconds), sweep(c, beginning.starts, oracle)
			fmt.Fprintf(&table, "| %s | %s | %d | %.1f | %d | %d | %v | %.1f %% | %.1f %% | %d / %.0f | %.1f %% | %d | %.1f %% |\n", c.name, beginning.name,
				f.calls, f.meanCalls, f.after, f.avoidable, time.Duration(f.twenty)*time.Second, 100*f.worst, 100*f.meanLate,
				fixed.calls, fixed.meanCalls, 100*fixed.meanLate, best.calls, 100*best.meanLate)
			assert.LessOrEqual(t, f.risen, 1.0, "%s, %s: lateness, if progress was seen", c.name, beginning.name)
			assert.LessOrEqual(t, f.hidden, 1.0, "%s, %s: lateness, if none was seen", c.name, beginning.name)
			assert.LessOrEqual(t, f.calls, 60, "%s, %s: calls", c.name, beginning.name)
			if c.risen <= 0.05 {
				assert.LessOrEqual(t, f.avoidable, beginning.avoidable, "%s, %s: calls beyond those that can't be avoided", c.name, beginning.name)
			}
		}
	}
	t.Log(table.String())
}

func TestProgressThatShowsFromTheFirstSecondsTakesTwentyCalls(t *testing.T) {
	for _, c := range curves {
		if c.name != "linear" && c.name != "stalled at 50, decimals" {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			assert.LessOrEqual(t, sweep(c, beginnings[0].starts, adaptive).calls, 20)
		})
	}
}

// Whole percents of three hours show nothing for 108 s, so a download could be ready at any moment of them. It takes
// more than 20 calls to be 15 % late at most until then, whatever the schedule.
func TestTwentyCallsAreTooFewForWholePercentsOfThreeHours(t *testing.T) {
	assert.Greater(t, forced(108), 20)
}
