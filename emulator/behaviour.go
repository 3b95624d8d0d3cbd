package emulator

import "math"

// CreateShape is the shape of the result of creating a download.
type CreateShape int

const (
	// Keyed names the one download that was asked for: {"default":{…}}. It is what the service was seen to send.
	Keyed CreateShape = iota
	// KeyedAll names all downloads of the video, as a list does.
	KeyedAll
	// Flat is the download without its type: {"percentComplete":…}. Creating by type stays keyed.
	Flat
)

// EmptyList is the response to a list when no download was asked for.
type EmptyList int

const (
	// EmptyObject has the result {}.
	EmptyObject EmptyList = iota
	// EmptyNull has the result null. The document doesn't allow it.
	EmptyNull
	// EmptyNotFound is a 404.
	EmptyNotFound
)

// Counts is where a list of videos has its counts when they are asked for.
type Counts int

const (
	// CountsBeside puts range and total beside the result, as the document says.
	CountsBeside Counts = iota
	// CountsInside makes the result an object of videos, range and total, as programs have reported.
	CountsInside
)

// maxPageLimit is the largest limit that the API takes, and what it is without one.
const maxPageLimit = 1000

// Bound says whether a bound of a list includes the moment that it names.
type Bound int

const (
	// Exclusive leaves out a video that was created at that moment.
	Exclusive Bound = iota
	// Inclusive takes it in.
	Inclusive
)

type bounds struct{ after, before Bound }

// generation is how the generation of the downloads of a video ends.
type generation int

const (
	succeeds generation = iota
	fails
	neverEnds
)

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
