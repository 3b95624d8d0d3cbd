package poll

import "time"

// Schedule says when to poll a download again, from what was seen of it. It knows percentages only, and no
// clock: time is what has passed since the first poll, in seconds.
//
// It counts on three things. A generation lasted at least as long as it was watched, so a pause that is a share of
// that time is late by no more than that share of the whole. Progress that is steady goes on, at most so
// much faster (speedUp). And what stands still does so for a third of the time at most; when it does so for
// longer, or no progress is shown at all, only the share is left.
type Schedule struct {
	steps []step // one for each percentage seen, rising
	now   float64
}

// step is a percentage, from the first to the last poll that showed it.
type step struct {
	percent     float64
	first, last float64
	rate        float64 // percent per second of late, when it was reached
}

const (
	// shortest is the pause before a download can be 2 s late, with a tenth of a second for the call.
	shortest = 1.8
	// soonest is the shortest pause when the end is in sight.
	soonest = 1.0
	// longest bounds the time until a deletion or a failure is noticed, however long it all takes.
	longest = 30 * 60.0

	// blindShare of the time watched is the pause while no progress is shown. It leaves a little of 15 % for the calls.
	blindShare = 0.14
	// shownShare of the time since the beginning is how late it may be once progress is shown. It leaves a little of 5 %.
	shownShare = 0.043
	// steadyShare is the same on top of an estimate, which may be late itself.
	steadyShare = 0.03
	// firstShare of the time watched is the pause while the first percentage, not zero, stands still: it is a
	// percentage of a long generation or a stall, and either leaves time. firstMost bounds it, as the first
	// percent of three hours takes no longer than two such pauses.
	firstShare = 0.35
	firstMost  = 60.0

	// speedUp is how much faster than seen progress may become.
	speedUp = 2.0
	// rateWindow is the share of the time watched over which a rate is the mean, rateMemory that after which it counts.
	rateWindow = 0.3
	rateMemory = 0.2
	// steadyTime is the share of the time watched for which progress has to be steady to be trusted.
	steadyTime = 1.0 / 3
	// stillLimit is the share of the time watched after which standing still is no stall any more.
	stillLimit = 0.8
	// minRemaining is the share of the time watched that each percent left takes at least: two thirds of it if there
	// was a stall of a third, and less for what comes in jumps.
	minRemaining = 1.0 / 230
)

// See takes in what was shown. A percentage that is out of range, or less than one before, is no progress.
func (s *Schedule) See(elapsed time.Duration, percent float64) {
	s.now = elapsed.Seconds()
	if !(percent >= 0 && percent <= 100) {
		percent = 0
	}
	if len(s.steps) == 0 {
		s.steps = []step{{percent: percent, first: s.now, last: s.now}}
		return
	}
	current := &s.steps[len(s.steps)-1]
	if percent <= current.percent {
		current.last = s.now
		return
	}
	s.steps = append(s.steps, step{percent: percent, first: s.now, last: s.now, rate: s.rateTo(percent)})
}

// rateTo is the mean rate at which a percentage was reached that is seen now.
func (s *Schedule) rateTo(percent float64) float64 {
	since := s.now - rateWindow*s.watched()
	from := s.steps[0]
	for _, step := range s.steps[1:] {
		if step.first <= since {
			from = step
		}
	}
	return (percent - from.percent) / (s.now - min(from.last, max(from.first, since)))
}

func (s *Schedule) watched() float64 { return s.now - s.steps[0].first }

// Pause is how long to wait before the next poll.
func (s *Schedule) Pause() time.Duration {
	pause := max(soonest, min(s.seconds(), longest))
	return time.Duration(pause * float64(time.Second))
}

func (s *Schedule) seconds() float64 {
	current := s.steps[len(s.steps)-1]
	still := s.now - current.first
	switch {
	case current.percent == 0:
		return max(shortest, blindShare*still)
	case len(s.steps) == 1:
		return max(shortest, blindShare*still, min(firstShare*still, firstMost))
	}
	age := s.age()
	pause := max(shownShare*age, blindShare*s.longestStall())
	if still <= stillLimit*s.watched() {
		pause = max(pause, minRemaining*(100-current.percent)*age)
	}
	moving, jump := s.steady()
	if moving >= steadyTime*s.watched() {
		pause = max(pause, s.estimate(age, moving, jump))
	}
	return pause
}

// age is how long the generation lasts at least. What was done at the first poll took its time too: two thirds of
// its share if all of a stall of a third is yet to come.
func (s *Schedule) age() float64 {
	return s.watched() / (1 - s.steps[0].percent/150)
}

// estimate is the pause that the rate suggests. It is no longer than progress was seen to be steady.
func (s *Schedule) estimate(age, moving, jump float64) float64 {
	rate := speedUp * s.rate()
	left := (100 - s.steps[len(s.steps)-1].percent) / rate
	return min(max(0, left-jump)+steadyShare*max(age, 100/rate), moving)
}

// rate is the highest of late.
func (s *Schedule) rate() float64 {
	highest := 0.0
	for i, step := range s.steps {
		if i == len(s.steps)-1 || step.first-s.steps[0].first >= rateMemory*s.watched() {
			highest = max(highest, step.rate)
		}
	}
	return highest
}

// steady is the time for which progress has been steady up to now: no percentage stood for more than a third of
// it. It also returns how long one did, since what comes in jumps may be a jump further than it shows.
func (s *Schedule) steady() (moving, jump float64) {
	still := 0.0
	for i := len(s.steps) - 1; i > 0; i-- {
		still = max(still, s.steps[i].last-s.steps[i].first)
		if since := s.now - s.steps[i-1].last; since >= 3*still {
			moving, jump = since, still
		}
	}
	return moving, jump
}

func (s *Schedule) longestStall() float64 {
	stall := 0.0
	for _, step := range s.steps {
		stall = max(stall, step.last-step.first)
	}
	return stall
}
