// Package recent remembers for a while that something was done.
package recent

import (
	"sync"
	"time"
)

// Set has what was added to it within the last For. It is safe for concurrent use.
type Set[K comparable] struct {
	For time.Duration

	mu    sync.Mutex
	added map[K]time.Time
}

// Add remembers a key from now on.
func (s *Set[K]) Add(key K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.added == nil {
		s.added = map[K]time.Time{}
	}
	for old, at := range s.added {
		if time.Since(at) > s.For {
			delete(s.added, old)
		}
	}
	s.added[key] = time.Now()
}

// Remove forgets a key.
func (s *Set[K]) Remove(key K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.added, key)
}

// Has reports whether a key was added of late.
func (s *Set[K]) Has(key K) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.added[key]
	return ok && time.Since(at) <= s.For
}
