package fault

import "sync"

// Script is a list of faults that counts the requests of each. The zero value is an empty one. It is safe for
// concurrent use.
type Script struct {
	mu      sync.Mutex
	entries []*entry
}

// entry counts the requests that a fault could happen to.
type entry struct {
	Fault
	seen int
}

// Add appends faults. Where several happen to one request, the first is the outermost.
func (s *Script) Add(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range faults {
		s.entries = append(s.entries, &entry{Fault: fault})
	}
}

// Clear removes all faults.
func (s *Script) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries = nil
}

// Next counts a request of an operation and returns the faults that happen to it.
func (s *Script) Next(operation Operation) []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var faults []Fault
	for _, entry := range s.entries {
		if entry.happensTo(operation) {
			faults = append(faults, entry.Fault)
		}
	}
	return faults
}

func (e *entry) happensTo(operation Operation) bool {
	if e.Operation != Any && e.Operation != operation {
		return false
	}
	e.seen++
	from := max(e.From, 1)
	return e.seen >= from && (e.To == 0 || e.seen <= e.To) && (e.seen-from)%max(e.Every, 1) == 0
}
