package transfer

import (
	"math"
	"slices"
	"sort"
)

// endless is the end of a span whose real end is not known yet.
const endless = math.MaxInt64

// span is the bytes [from, to) of the file.
type span struct{ from, to int64 }

func (s span) size() int64 { return s.to - s.from }

// spans is a set of bytes, kept sorted, disjoint and merged.
type spans []span

// add puts the bytes of s into the set.
func (set spans) add(s span) spans {
	if s.from >= s.to {
		return set
	}
	first := sort.Search(len(set), func(i int) bool { return set[i].to >= s.from })
	last := first
	for last < len(set) && set[last].from <= s.to {
		s.from = min(s.from, set[last].from)
		s.to = max(s.to, set[last].to)
		last++
	}
	return slices.Replace(set, first, last, s)
}

// remove takes the bytes of s out of the set.
func (set spans) remove(s span) spans {
	if s.from >= s.to {
		return set
	}
	var rest spans
	for _, have := range set {
		if left := (span{have.from, min(have.to, s.from)}); left.size() > 0 {
			rest = append(rest, left)
		}
		if right := (span{max(have.from, s.to), have.to}); right.size() > 0 {
			rest = append(rest, right)
		}
	}
	return rest
}

// gap is the first span inside within that the set lacks; its size is not
// above limit. It is empty if nothing is lacking.
func (set spans) gap(within span, limit int64) span {
	from, to := within.from, within.to
	for _, have := range set {
		if have.to <= from {
			continue
		}
		if have.from > from {
			to = min(to, have.from)
			break
		}
		from = have.to
	}
	if from >= to {
		return span{}
	}
	if to-from > limit {
		to = from + limit
	}
	return span{from, to}
}

// prefix is how many bytes from the start on are in the set.
func (set spans) prefix() int64 {
	if len(set) == 0 || set[0].from > 0 {
		return 0
	}
	return set[0].to
}

// size is the number of bytes in the set.
func (set spans) size() int64 {
	var sum int64
	for _, s := range set {
		sum += s.size()
	}
	return sum
}
