package main

import "context"

// mutant is one small change that the suite has to notice.
type mutant struct {
	family string
	name   string
	test   string // the test that must go red
	// judged prepares the change, runs the test against it, and returns what came of it. A change that can't be made
	// is an error.
	judged  func(ctx context.Context, s *suite, test string) (testRun, error)
	applies func(root string) error // tells quickly that the change can be made; nil if only judged can tell
}

// verdict is what became of a mutant.
type verdict int

const (
	killed verdict = iota
	survived
	equivalent // survived, and a reason is known
	void       // not made, or not told by the test: the catalogue is wrong
)

func (v verdict) String() string {
	return [...]string{"killed", "SURVIVED", "equivalent", "VOID"}[v]
}

type result struct {
	mutant
	verdict verdict
	note    string
}

func (m mutant) run(ctx context.Context, s *suite) result {
	r := result{mutant: m}
	run, err := m.judged(ctx, s, m.test)
	reason, known := equivalents[m.name]
	switch {
	case err != nil:
		r.verdict, r.note = void, err.Error()
	case run.red && known:
		r.verdict, r.note = void, "it stands in the list of equivalents, and was killed: take it out"
	case run.red:
		r.verdict = killed
	case !run.green:
		r.verdict, r.note = void, "the test neither passed nor failed: "+run.tail()
	case known:
		r.verdict, r.note = equivalent, reason
	default:
		r.verdict, r.note = survived, m.test+" did not notice"
	}
	return r
}
