// Package sample sums up repeated measurements: the median, between the least and the most.
package sample

import (
	"math"
	"slices"
)

// Set is what one measure gave, round by round. Sets of the same rounds compare round by round.
type Set []float64

// Summary is a median with its range.
type Summary struct{ Min, Median, Max float64 }

// Summary of no values is not a number throughout.
func (s Set) Summary() Summary {
	if len(s) == 0 {
		return Summary{math.NaN(), math.NaN(), math.NaN()}
	}
	sorted := slices.Sorted(slices.Values(s))
	middle := len(sorted) / 2
	median := sorted[middle]
	if len(sorted)%2 == 0 {
		median = (sorted[middle-1] + sorted[middle]) / 2
	}
	return Summary{sorted[0], median, sorted[len(sorted)-1]}
}

// To divides round by round, so that what slows down a whole round cancels out.
func (s Set) To(base Set) Set {
	ratios := make(Set, min(len(s), len(base)))
	for i := range ratios {
		ratios[i] = s[i] / base[i]
	}
	return ratios
}

// Rounds calls each of the measurements once a round, in an order that moves on by one, so that none always has
// the place after the same other.
func Rounds(rounds int, measurements ...func() error) error {
	for round := range rounds {
		for i := range measurements {
			if err := measurements[(round+i)%len(measurements)](); err != nil {
				return err
			}
		}
	}
	return nil
}
