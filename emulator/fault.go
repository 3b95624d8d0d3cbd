package emulator

import (
	"fmt"
	"net/http"
	"strconv"
)

// Fault is something that goes wrong with some of the requests of one operation. [ParseFault] makes one
// from a text.
type Fault struct {
	// Operation is what it happens to. [AnyOperation] is every request.
	Operation Operation
	// From and To are the first and the last request that it happens to, counted from 1 since the fault
	// was injected, among the requests of the operation. A zero From is 1; a zero To has no end.
	From, To int
	// Every makes it happen only to each so many of those. Zero is 1.
	Every int
	// Wrap returns a handler that goes wrong around, or instead of, the one that would answer.
	Wrap func(next http.Handler) http.Handler

	effects string // as they were written
}

// String returns the text that [ParseFault] read.
func (f Fault) String() string {
	effects := f.effects
	if effects == "" {
		effects = "custom"
	}
	return string(f.Operation) + ":" + f.occurrence() + ":" + effects
}

func (f Fault) occurrence() string {
	from := max(f.From, 1)
	text := strconv.Itoa(from)
	switch {
	case f.To == 0 && from == 1:
		text = "*"
	case f.To == 0:
		text += "-"
	case f.To != from:
		text += fmt.Sprintf("-%d", f.To)
	}
	if f.Every > 1 {
		text += fmt.Sprintf("/%d", f.Every)
	}
	return text
}

// armedFault counts the requests that a fault could happen to.
type armedFault struct {
	Fault
	seen int
}

func (f *armedFault) meets(operation Operation) bool {
	if f.Operation != AnyOperation && f.Operation != operation {
		return false
	}
	f.seen++
	from := max(f.From, 1)
	return f.seen >= from && (f.To == 0 || f.seen <= f.To) && (f.seen-from)%max(f.Every, 1) == 0
}

// WithFaults injects the faults that the texts describe, in the language of [ParseFault].
func WithFaults(specs ...string) Option {
	return func(s *Server) error { return s.Script(specs...) }
}

// Script injects the faults that the texts describe, in the language of [ParseFault]. When one of them
// can't be read, none is injected.
func (s *Server) Script(specs ...string) error {
	faults := make([]Fault, len(specs))
	for i, spec := range specs {
		fault, err := ParseFault(spec)
		if err != nil {
			return err
		}
		faults[i] = fault
	}
	s.Inject(faults...)
	return nil
}

// Inject adds faults to those there are. Where several happen to one request, the first is the outermost.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fault := range faults {
		s.faults = append(s.faults, &armedFault{Fault: fault})
	}
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}
