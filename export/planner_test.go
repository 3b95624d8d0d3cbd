package export

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asked returns a planner with so many files asked for, which is patient already.
func asked(t *testing.T, ahead, files int, now time.Time) *planner {
	t.Helper()
	p := newPlanner(ahead, 2, 0)
	p.eager = 0
	for i := range files {
		p.add(file{item: item{video: strconv.Itoa(i)}, length: time.Hour})
	}
	for range min(ahead, files) {
		next, _ := p.next(now)
		require.NotNil(t, next)
		p.generating(next, now)
	}
	return p
}

func TestPlannerDoesNotPollWhileThereIsEnoughToFetch(t *testing.T) {
	now := time.Unix(0, 0)
	p := asked(t, 3, 10, now)
	now = now.Add(time.Hour)
	for range 2 {
		next, _ := p.next(now)
		p.generated(next, now)
	}
	next, pause := p.next(now)
	assert.Nil(t, next)
	assert.Equal(t, never, pause)
}

func TestPlannerPollsTheLastFewOften(t *testing.T) {
	now := time.Unix(0, 0)
	p := asked(t, 100, 3, now)
	_, patient := p.next(now)
	p.listed = true
	_, pause := p.next(now)
	assert.Less(t, pause, patient)
}

// A fetch that failed is asked about again, and teaches nothing of generations.
func TestPlannerTakesBackWhatCouldNotBeFetched(t *testing.T) {
	now := time.Unix(0, 0)
	p := asked(t, 100, 1, now)
	next, _ := p.next(now.Add(time.Hour))
	p.generated(next, now)
	require.Equal(t, next, p.fetch())
	require.True(t, p.idle())
	learned := len(p.learned.times)
	p.reopen(next, now.Add(time.Minute))
	require.False(t, p.idle())
	_, pause := p.next(now)
	assert.Equal(t, time.Minute, pause)
	next, _ = p.next(now.Add(time.Minute))
	p.generated(next, now.Add(time.Hour))
	p.fetch()
	assert.True(t, p.idle())
	assert.Len(t, p.learned.times, learned)
}
