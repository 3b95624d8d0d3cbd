package main

import "context"

// mutant is one small change that the suite has to notice.
type mutant struct {
	family string
	name   string
	// operation is what a mutant of the wire changes the responses of.
	operation string
	test      string // the test that must go red
	// try prepares the change, runs the test against it, and returns what came of it. A change that can't be made
	// is an error.
	try     func(ctx context.Context, s *suite, test string) (testRun, error)
	applies func(root string) error // tells quickly that the change can be made; nil if only try can tell
}

// outcome is what became of a mutant.
type outcome int

const (
	caught outcome = iota
	missed
	equivalent // missed, and a reason is known
	void       // not made, or not told by the test: the catalogue is wrong
)

func (v outcome) String() string {
	return [...]string{"caught", "MISSED", "equivalent", "VOID"}[v]
}

type result struct {
	mutant
	outcome outcome
	note    string
}

func (m mutant) run(ctx context.Context, s *suite) result {
	r := result{mutant: m}
	run, err := m.try(ctx, s, m.test)
	reason, known := equivalents[m.name]
	switch {
	case err != nil:
		r.outcome, r.note = void, err.Error()
	case run.red && known:
		r.outcome, r.note = void, "it stands in the list of equivalents, and was caught: take it out"
	case run.red:
		r.outcome = caught
	case !run.green:
		r.outcome, r.note = void, "the test neither passed nor failed: "+run.tail()
	case known:
		r.outcome, r.note = equivalent, reason
	default:
		r.outcome, r.note = missed, m.test+" did not notice"
	}
	return r
}
