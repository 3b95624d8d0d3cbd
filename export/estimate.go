package export

import (
	"slices"
	"time"
)

// estimate learns how long generations take, and says after which time a poll is of use: it comes so late that half of the
// generations have ended, and the next one by what the first one showed. So there are between one and two polls on
// average, whatever the times are.
type estimate struct {
	ratios [64]float64 // of the latest generations: the time they took, in guesses
	n      int
}

// guess is a first idea of how long a generation takes: a few seconds, and a tenth of the duration of the video. What is
// learned are multiples of it.
func guess(duration time.Duration) time.Duration { return 4*time.Second + max(0, duration)/10 }

func newEstimate() *estimate {
	e := &estimate{}
	for _, ratio := range []float64{0.5, 0.7, 1, 1.4, 2} {
		e.learn(ratio)
	}
	return e
}

func (e *estimate) learn(ratio float64) {
	e.ratios[e.n%len(e.ratios)] = max(ratio, 0.1)
	e.n++
}

// beyond returns the share of the ratios above a bound, from the lowest one on; 0 if there is none.
func (e *estimate) beyond(bound, share float64) float64 {
	var above []float64
	for _, ratio := range e.ratios[:min(e.n, len(e.ratios))] {
		if ratio > bound {
			above = append(above, ratio)
		}
	}
	if len(above) == 0 {
		return 0
	}
	slices.Sort(above)
	return above[int(share*float64(len(above)-1))]
}

const (
	// firstShare of the generations have ended by the first poll. The ones that have not show their progress then.
	firstShare = 0.5
	// blindShare is the same for a further poll, if there is no progress to go by.
	blindShare = 0.7
	// margin is added to the time that the progress suggests.
	margin = 0.05
	// lateShare of its age is the least that a generation is given, twice as much after each poll.
	lateShare = 0.05
	// soonest is the shortest pause.
	soonest = time.Second
)

// generation is what was seen of one generation.
type generation struct {
	duration time.Duration // of the video
	asked    time.Time
	due      time.Time // when the next poll is
	polls    int
	age      time.Duration // at the last poll
	percent  float64       // at the last poll
}

// left is the time that the progress suggests, 0 if there is none to go by.
func (g *generation) left() time.Duration {
	if !(g.percent > 0 && g.percent < 100) || g.age < soonest {
		return 0
	}
	return time.Duration(float64(g.age) * (100 - g.percent) / g.percent)
}

// pause is how long to wait until the next poll, from the last one on.
func (e *estimate) pause(g *generation) time.Duration {
	unit := float64(guess(g.duration))
	left := g.left()
	pause := left + time.Duration(margin*float64(left))
	switch {
	case left > 0:
	case g.polls == 0:
		pause = time.Duration(e.beyond(0, firstShare) * unit)
	default:
		pause = time.Duration(e.beyond(float64(g.age)/unit, blindShare)*unit) - g.age
		if pause <= 0 {
			pause = g.age
		}
	}
	late := min(1, lateShare*float64(int(1)<<min(g.polls, 10))/2)
	if g.polls == 0 {
		late = 0
	}
	return max(pause, time.Duration(late*float64(g.age)), soonest)
}

// ended learns from a generation that was seen to have ended at an age.
func (e *estimate) ended(g *generation, age time.Duration) {
	unit := float64(guess(g.duration))
	took := float64(age)
	switch left := g.left(); {
	case g.polls == 0:
		planned := float64(g.due.Sub(g.asked))
		if took > 1.2*planned {
			return // it says next to nothing
		}
		took = 0.9 * planned // it was shorter, nobody knows by how much
	case left > 0:
		took = min(took, float64(g.age+left))
	default:
		took = (took + float64(g.age)) / 2
	}
	e.learn(took / unit)
}
