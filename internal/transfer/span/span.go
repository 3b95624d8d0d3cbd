// Package span has sets of the bytes of a file.
package span

import (
	"math"
	"slices"
	"sort"
)

// Endless is the end of a span whose real end is not known yet.
const Endless = math.MaxInt64

// Span is the bytes [From, To) of a file.
type Span struct{ From, To int64 }

// Size is the number of bytes in the span.
func (s Span) Size() int64 { return s.To - s.From }

// Set is a set of bytes, kept sorted, disjoint and merged.
type Set []Span

// Add returns the set with the bytes of s.
func (set Set) Add(s Span) Set {
	if s.From >= s.To {
		return set
	}
	first := sort.Search(len(set), func(i int) bool { return set[i].To >= s.From })
	last := first
	for last < len(set) && set[last].From <= s.To {
		s.From = min(s.From, set[last].From)
		s.To = max(s.To, set[last].To)
		last++
	}
	return slices.Replace(set, first, last, s)
}

// Remove returns the set without the bytes of s.
func (set Set) Remove(s Span) Set {
	if s.From >= s.To {
		return set
	}
	var rest Set
	for _, have := range set {
		if left := (Span{have.From, min(have.To, s.From)}); left.Size() > 0 {
			rest = append(rest, left)
		}
		if right := (Span{max(have.From, s.To), have.To}); right.Size() > 0 {
			rest = append(rest, right)
		}
	}
	return rest
}

// Gap is the first span inside within that the set lacks, of at most limit bytes. It is empty if nothing is lacking.
func (set Set) Gap(within Span, limit int64) Span {
	from, to := within.From, within.To
	for _, have := range set {
		if have.To <= from {
			continue
		}
		if have.From > from {
			to = min(to, have.From)
			break
		}
		from = have.To
	}
	if from >= to {
		return Span{}
	}
	if to-from > limit {
		to = from + limit
	}
	return Span{from, to}
}

// Prefix is how many bytes from the start on are in the set.
func (set Set) Prefix() int64 {
	if len(set) == 0 || set[0].From > 0 {
		return 0
	}
	return set[0].To
}

// Size is the number of bytes in the set.
func (set Set) Size() int64 {
	var sum int64
	for _, s := range set {
		sum += s.Size()
	}
	return sum
}
