package poll

import "math"

// A curve is the percentage shown after a fraction of the generation.
type curve struct {
	name  string
	shown func(fraction float64) float64
	// risen and hidden are how late a wait may end, as a share of the generation: if it saw the percentage rise
	// or not. Up to 2 s are always allowed.
	risen, hidden float64
}

func whole(shown func(float64) float64) func(float64) float64 {
	return func(f float64) float64 { return math.Floor(shown(f)) }
}

func linear(f float64) float64 { return 100 * f }

// stalledAt stands still at a percentage for a third of the time.
func stalledAt(percent float64) func(float64) float64 {
	return func(f float64) float64 {
		start := percent / 150
		switch {
		case f < start:
			return 150 * f
		case f < start+1.0/3:
			return percent
		}
		return 150*f - 50
	}
}

func levels(percent ...float64) func(float64) float64 {
	return func(f float64) float64 { return percent[min(int(f*float64(len(percent))), len(percent)-1)] }
}

// curves are the ways in which progress may be shown. Those with more than 5 % are beyond what Wait promises.
var curves = []curve{
	{"linear", linear, 0.05, 0.15},
	{"whole percents", whole(linear), 0.05, 0.15},
	{"rounded percents", func(f float64) float64 { return math.Round(100 * f) }, 0.05, 0.15},
	{"stalled at 10", whole(stalledAt(10)), 0.05, 0.15},
	{"stalled at 25", whole(stalledAt(25)), 0.05, 0.15},
	{"stalled at 50", whole(stalledAt(50)), 0.05, 0.15},
	{"stalled at 50, decimals", stalledAt(50), 0.05, 0.15},
	{"stalled at 75", whole(stalledAt(75)), 0.05, 0.15},
	{"stalled at 90", whole(stalledAt(90)), 0.06, 0.15},
	{"jumping 0 10 60 90", levels(0, 10, 60, 90), 0.05, 0.15},
	{"jumping 3 10 60 90", levels(3, 10, 60, 90), 0.05, 0.15},
	{"jumping by tens", func(f float64) float64 { return 10 * math.Floor(10*f) }, 0.065, 0.15},
	{"jumping by fives", func(f float64) float64 { return 5 * math.Floor(20*f) }, 0.06, 0.15},
	{"accelerating", func(f float64) float64 { return 100 * f * f }, 0.05, 0.15},
	{"slowing", func(f float64) float64 { return 100 * math.Sqrt(f) }, 0.06, 0.15},
	{"slow, fast, slow", func(f float64) float64 { return 100 * f * f * (3 - 2*f) }, 0.055, 0.15},
	{"fast, then 99", func(f float64) float64 { return math.Min(99, math.Floor(500*f)) }, 0.15, 0.30},
	{"0, then 100", func(float64) float64 { return 0 }, 0.15, 0.15},
}
