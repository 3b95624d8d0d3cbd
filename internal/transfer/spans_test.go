package transfer

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSpansBehaveLikeASetOfBytes holds spans against a plain set.
func TestSpansBehaveLikeASetOfBytes(t *testing.T) {
	const size = 40
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var set spans
		var plain [size]bool
		for range 30 {
			from := random.Int64N(size)
			s := span{from, from + random.Int64N(size-from+1)}
			put := random.IntN(3) > 0
			if put {
				set = set.add(s)
			} else {
				set = set.remove(s)
			}
			for i := s.from; i < s.to; i++ {
				plain[i] = put
			}
			requireSame(t, set, plain[:])
		}
	}
}

func requireSame(t *testing.T, set spans, plain []bool) {
	t.Helper()
	var count, prefix int64
	for _, there := range plain {
		if there {
			count++
		}
	}
	for prefix < int64(len(plain)) && plain[prefix] {
		prefix++
	}
	require.Equal(t, count, set.size())
	require.Equal(t, prefix, set.prefix())
	for i, s := range set {
		require.Less(t, s.from, s.to)
		require.True(t, i == 0 || set[i-1].to < s.from, "merged and sorted: %v", set)
	}
	gap := set.gap(span{0, int64(len(plain))}, 5)
	if count == int64(len(plain)) {
		require.Zero(t, gap.size())
		return
	}
	require.Equal(t, prefix, gap.from)
	require.LessOrEqual(t, gap.size(), int64(5))
	for i := gap.from; i < gap.to; i++ {
		require.False(t, plain[i])
	}
	require.True(t, gap.size() == 5 || gap.to == int64(len(plain)) || plain[gap.to], "as long as it can be")
}
