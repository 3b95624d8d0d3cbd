package span

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSetBehavesLikeASetOfBytes holds Set against a plain set.
func TestSetBehavesLikeASetOfBytes(t *testing.T) {
	const size = 40
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var set Set
		var plain [size]bool
		for range 30 {
			from := random.Int64N(size)
			s := Span{from, from + random.Int64N(size-from+1)}
			put := random.IntN(3) > 0
			if put {
				set = set.Add(s)
			} else {
				set = set.Remove(s)
			}
			for i := s.From; i < s.To; i++ {
				plain[i] = put
			}
			requireSame(t, set, plain[:])
		}
	}
}

func requireSame(t *testing.T, set Set, plain []bool) {
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
	require.Equal(t, count, set.Size())
	require.Equal(t, prefix, set.Prefix())
	for i, s := range set {
		require.Less(t, s.From, s.To)
		require.True(t, i == 0 || set[i-1].To < s.From, "merged and sorted: %v", set)
	}
	gap := set.Gap(Span{0, int64(len(plain))}, 5)
	if count == int64(len(plain)) {
		require.Zero(t, gap.Size())
		return
	}
	require.Equal(t, prefix, gap.From)
	require.LessOrEqual(t, gap.Size(), int64(5))
	for i := gap.From; i < gap.To; i++ {
		require.False(t, plain[i])
	}
	require.True(t, gap.Size() == 5 || gap.To == int64(len(plain)) || plain[gap.To], "as long as it can be")
}
