package export

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asked returns a planner with so many files asked for, which is patient already.
func asked(t *testing.T, ahead, files int, now time.Time) (*planner, []*task) {
	t.Helper()
	p := newPlanner(ahead, 2, 0)
	p.eager = 0
	var tasks []*task
	for i := range files {
		p.add(file{item: item{video: strconv.Itoa(i)}, length: time.Hour})
	}
	for range min(ahead, files) {
		next, _ := p.next(now)
		require.NotNil(t, next)
		tasks = append(tasks, next)
		p.generating(next, 0, now)
	}
	return p, tasks
}

func TestPlannerAsksFirst(t *testing.T) {
	now := time.Unix(0, 0)
	p, tasks := asked(t, 3, 10, now)
	next, pause := p.next(now)
	assert.Nil(t, next, "no more is asked for ahead")
	assert.Positive(t, pause)

	now = now.Add(time.Hour)
	next, _ = p.next(now)
	require.Contains(t, tasks, next, "a poll is due")
	p.generated(next, now)
	next, _ = p.next(now)
	assert.Contains(t, tasks, next, "what waits to be fetched is ahead, too")
	p.fetch()
	next, _ = p.next(now)
	assert.Equal(t, "3", next.video, "once it is fetched there is room to ask")
}

func TestPlannerDoesNotPollWhileThereIsEnoughToFetch(t *testing.T) {
	now := time.Unix(0, 0)
	p, _ := asked(t, 3, 10, now)
	now = now.Add(time.Hour)
	for range 2 {
		next, _ := p.next(now)
		p.generated(next, now)
	}
	next, pause := p.next(now)
	assert.Nil(t, next)
	assert.Equal(t, never, pause)
}

func TestPlannerPollsWhenProgressSuggestsIt(t *testing.T) {
	start := time.Unix(0, 0)
	p, _ := asked(t, 100, 10, start)
	next, pause := p.next(start)
	require.Nil(t, next)
	now := start.Add(pause)
	next, _ = p.next(now)
	p.generating(next, 10, now)
	assert.InDelta(t, 10*pause.Seconds(), next.due.Sub(start).Seconds(), pause.Seconds(), "a tenth is done")
}

func TestPlannerPollsALastTimeAtTheTimeout(t *testing.T) {
	start := time.Unix(0, 0)
	p := newPlanner(100, 2, 3*time.Second)
	p.add(file{item: item{video: "slow"}, length: time.Hour})
	next, _ := p.next(start)
	p.generating(next, 0, start)
	assert.Equal(t, start.Add(3*time.Second), next.due)
	assert.False(t, next.soon.After(next.due))
}

func TestPlannerPollsTheLastFewOften(t *testing.T) {
	now := time.Unix(0, 0)
	p, tasks := asked(t, 100, 3, now)
	_, patient := p.next(now)
	p.listed = true
	_, pause := p.next(now)
	assert.Less(t, pause, patient)
	assert.Equal(t, tasks[1].soon.Sub(now), pause)
}

// A fetch that failed is asked about again, and teaches nothing of generations.
func TestPlannerTakesBackWhatCouldNotBeFetched(t *testing.T) {
	now := time.Unix(0, 0)
	p, _ := asked(t, 100, 1, now)
	next, _ := p.next(now.Add(time.Hour))
	p.generated(next, now)
	require.Equal(t, next, p.fetch())
	require.True(t, p.idle())
	learned := p.learned.times.n
	p.reopen(next, now.Add(time.Minute))
	require.False(t, p.idle())
	_, pause := p.next(now)
	assert.Equal(t, time.Minute, pause)
	next, _ = p.next(now.Add(time.Minute))
	p.generated(next, now.Add(time.Hour))
	p.fetch()
	assert.True(t, p.idle())
	assert.Equal(t, learned, p.learned.times.n)
}
