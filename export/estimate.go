package export

import (
	"math"
	"slices"
	"time"
)

// estimate learns how long generations take, and says when a poll is of use: the first one when half of the generations
// before had ended, and the next one when the progress that was seen suggests it. So there are between one and two polls
// on average, whatever the times are.
type estimate struct {
	times    []took    // of the latest generations
	unit     unit      // in which they differ least
	progress []float64 // for how long they went on after a first progress was seen, as a multiple of what it suggested
}

// took is how long the generation of a download took, of a video of a duration.
type took struct{ duration, time time.Duration }

// newEstimate begins below what the service is said to take: a poll too many teaches something, a late one does not.
func newEstimate() *estimate {
	e := &estimate{}
	e.learn(took{time.Minute, byDuration(time.Minute)})
	e.progress = latest(e.progress, 1.05)
	return e
}

// A unit is a time of which generations take multiples: it is the same for all, or grows with the duration of the video.
type unit func(duration time.Duration) time.Duration

func forAll(time.Duration) time.Duration              { return time.Second }
func byDuration(duration time.Duration) time.Duration { return 4*time.Second + max(0, duration)/60 }

const (
	// half of the generations have ended by the first poll. Those that have not show their progress then.
	half = 0.5
	// most have ended by a further poll.
	most = 0.75
	// nearlyAll have ended by a poll that follows progress.
	nearlyAll = 0.85
	// lateShare of its age is the least that a generation is given, twice as much after each poll.
	lateShare = 0.05
	// shortest is the shortest pause.
	shortest = time.Second
	// nudge is what an estimate falls by where all that is known is that the generation took no longer.
	nudge = 0.6
)

// generation is what was seen of one generation.
type generation struct {
	duration time.Duration // of the video
	asked    time.Time
	due      time.Time // when the next poll is
	polls    int
	age      time.Duration // at the last poll
	percent  float64       // at the last poll

	first struct { // poll that showed progress
		age, left time.Duration
	}
}

// see takes in a state.
func (g *generation) see(age time.Duration, percent float64) {
	g.age, g.percent = age, percent
	if g.first.left == 0 {
		g.first.age, g.first.left = age, g.left()
	}
}

// left is the time that the progress suggests, 0 if there is none to go by.
func (g *generation) left() time.Duration {
	if !(g.percent > 0 && g.percent < 100) {
		return 0
	}
	return time.Duration(float64(g.age) * (100 - g.percent) / g.percent)
}

// pause is how long to wait until the next poll, from the last one on.
func (e *estimate) pause(g *generation) time.Duration {
	var pause time.Duration
	switch left := g.left(); {
	case left > 0:
		pause = time.Duration(beyond(e.progress, 0, nearlyAll) * float64(left))
	case g.polls == 0:
		pause = e.total(g.duration, 0, half)
	default:
		pause = e.total(g.duration, g.age, most) - g.age
		if pause <= 0 { // none took so long
			pause = g.age
		}
		pause = max(pause, g.age/4)
	}
	if g.polls > 0 {
		pause = max(pause, time.Duration(min(1, lateShare*math.Exp2(float64(g.polls-1)))*float64(g.age)))
	}
	return max(pause, shortest)
}

// young reports whether little was learned yet.
func (e *estimate) young() bool { return len(e.times) < mostTimes }

// total is the time by which a share of the generations have ended that take longer than an age; 0 if none did.
func (e *estimate) total(duration, age time.Duration, share float64) time.Duration {
	unit := float64(e.unit(duration))
	return time.Duration(beyond(e.timesIn(e.unit), float64(age)/unit, share) * unit)
}

func (e *estimate) timesIn(u unit) []float64 {
	var multiples []float64
	for _, t := range e.times {
		multiples = append(multiples, float64(t.time)/float64(u(t.duration)))
	}
	return multiples
}

func (e *estimate) learn(t took) {
	e.times = latest(e.times, t)
	e.unit = byDuration
	if spread(e.timesIn(forAll)) < spread(e.timesIn(byDuration)) {
		e.unit = forAll
	}
}

// ended learns from a generation that was seen to have ended at an age.
func (e *estimate) ended(g *generation, age time.Duration) {
	longest := float64(age)
	if g.polls == 0 {
		planned := float64(g.due.Sub(g.asked))
		e.learn(took{g.duration, time.Duration(nudge * min(longest, planned))})
		return
	}
	between := (longest + float64(g.age)) / 2
	if left := g.left(); left > 0 {
		between = min(longest, float64(g.age+left))
	}
	e.learn(took{g.duration, time.Duration(between)})
	if left := float64(g.first.left); left > 0 {
		ratio := 0.9 * float64(g.due.Sub(g.asked)-g.first.age) / left
		if g.age > g.first.age {
			ratio = (between - float64(g.first.age)) / left
		}
		e.progress = latest(e.progress, ratio)
	}
}

// mostTimes is how many of the latest values an estimate goes by.
const mostTimes = 64

// latest appends a value, and keeps the last ones.
func latest[T any](values []T, value T) []T {
	values = append(values, value)
	return values[max(0, len(values)-mostTimes):]
}

// beyond returns what a share of the values above a bound do not exceed, 0 if there are none.
func beyond(values []float64, bound, share float64) float64 {
	var above []float64
	for _, value := range values {
		if value > bound {
			above = append(above, value)
		}
	}
	if len(above) == 0 {
		return 0
	}
	slices.Sort(above)
	return above[int(share*float64(len(above)-1))]
}

// spread is the variance of the logarithms.
func spread(values []float64) float64 {
	sum, squares := 0.0, 0.0
	for _, value := range values {
		x := math.Log(max(value, 1e-3))
		sum += x
		squares += x * x
	}
	n := float64(len(values))
	return squares/n - sum/n*sum/n
}
