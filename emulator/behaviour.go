package emulator

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
