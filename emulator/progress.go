package emulator

import "math"

// A Curve is the percentage, 0 to 100, that is shown when a fraction of the encode time, at least 0
// and less than 1, has passed.
type Curve func(fraction float64) float64

// almostDone is the largest fraction of the encode time at which a download isn't there yet.
var almostDone = math.Nextafter(1, 0)

// Linear rises evenly, in whole percents.
func Linear(fraction float64) float64 { return math.Floor(100 * fraction) }

// ZeroThenDone shows 0 until the download is ready.
func ZeroThenDone(float64) float64 { return 0 }

// Stalled rises to 50, stays there for a third of the time, and then rises on, in whole percents.
func Stalled(fraction float64) float64 {
	switch {
	case fraction < 1.0/3:
		return math.Floor(150 * fraction)
	case fraction < 2.0/3:
		return 50
	default:
		return math.Floor(150*fraction - 50)
	}
}

// Jumping shows 0, 10, 60 and 90, each for a quarter of the time.
func Jumping(fraction float64) float64 {
	return [...]float64{0, 10, 60, 90}[min(int(4*fraction), 3)]
}
