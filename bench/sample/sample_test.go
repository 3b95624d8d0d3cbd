package sample_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/bench/sample"
)

func TestSummary(t *testing.T) {
	for name, test := range map[string]struct {
		set  sample.Set
		want sample.Summary
	}{
		"one":  {sample.Set{3}, sample.Summary{Min: 3, Median: 3, Max: 3}},
		"odd":  {sample.Set{9, 1, 4}, sample.Summary{Min: 1, Median: 4, Max: 9}},
		"even": {sample.Set{9, 1, 4, 6}, sample.Summary{Min: 1, Median: 5, Max: 9}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, test.set.Summary()) })
	}
	assert.True(t, math.IsNaN(sample.Set(nil).Summary().Median))
}

func TestRatiosAreTakenRoundByRound(t *testing.T) {
	assert.Equal(t, sample.Set{2, 0.5}, sample.Set{2, 10}.To(sample.Set{1, 20}))
}

func TestRoundsInterleave(t *testing.T) {
	var order string
	note := func(name string) func() error {
		return func() error { order += name; return nil }
	}
	require.NoError(t, sample.Rounds(3, note("a"), note("b"), note("c")))
	assert.Equal(t, "abcbcacab", order)
	assert.ErrorIs(t, sample.Rounds(1, func() error { return assert.AnError }), assert.AnError)
}
