package export

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The planner over a whole library, in simulated time: generations from 5 s to 10 minutes, 100 downloads asked for ahead,
// 1,200 calls in 5 minutes. Beside it stand a client that polls each download every 5 s, and an oracle that knows when to.
// SIMULATED_VIDEOS is how many videos the library has, SIMULATED_TABLE a file to write the figures to.
func TestPlannerMakesFewCalls(t *testing.T) {
	videos := 2000
	if text := os.Getenv("SIMULATED_VIDEOS"); text != "" {
		var err error
		videos, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	tests := []struct {
		name     string
		library  func(*rand.Rand) (duration, generation time.Duration)
		progress func(fraction float64) float64
		slower   float64 // than the oracle, at most
	}{
		{"a tenth of the video", proportional, linear, 1.3},
		{"a tenth of the video, no progress", proportional, none, 1.4},
		{"5 s to 10 minutes", anyTime, linear, 1.3},
		{"5 s to 10 minutes, no progress", anyTime, none, 2.2},
		{"5 s to 10 minutes, progress in quarters", anyTime, quarters, 1.6},
		{"5 s to 10 minutes, progress that slows down", anyTime, slowing, 1.3},
		{"5 s to 10 minutes, progress that stands at 90 %", anyTime, standing, 3.5},
		{"5 to 10 s, one in ten any time", mostlyShort, linear, 1.3},
		{"5 to 30 s", upTo30, linear, 1.3},
		{"5 to 30 s, no progress", upTo30, none, 1.4},
		{"5 s", always(5*time.Minute, 5*time.Second), linear, 1.3},
		{"5 s, no progress", always(5*time.Minute, 5*time.Second), none, 1.4},
		{"10 minutes", always(time.Hour, 10*time.Minute), linear, 1.3},
		{"10 minutes, no progress", always(time.Hour, 10*time.Minute), none, 1.4},
	}
	rows := make([]string, len(tests))
	t.Cleanup(func() { writeTable(t, os.Getenv("SIMULATED_TABLE"), videos, rows) })
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := simulation{videos: videos, library: test.library, progress: test.progress}
			planned, naive, oracle := s.run(nil), s.run(everyFiveSeconds), s.run(whenReady)
			rows[i] = fmt.Sprintf("| %s | %s | %s | %s |\n", test.name, planned, naive, oracle)
			t.Log(rows[i])
			assert.LessOrEqual(t, planned.callsPerVideo, 3.0)
			if oracle.used > 0.95 { // the allowance is the limit
				assert.GreaterOrEqual(t, planned.used, 0.95)
			}
			assert.LessOrEqual(t, planned.took.Hours(), oracle.took.Hours()*test.slower)
		})
	}
}

func proportional(random *rand.Rand) (duration, generation time.Duration) {
	d := math.Exp(random.Float64()*math.Log(120)) * 50 // 50 s to 100 minutes
	noise := math.Exp(random.NormFloat64() * 0.2)
	return seconds(d), seconds(min(max(d/10*noise, 5), 600))
}

func anyTime(random *rand.Rand) (duration, generation time.Duration) {
	return seconds(random.Float64() * 3600), seconds(5 * math.Exp(random.Float64()*math.Log(120)))
}

func mostlyShort(random *rand.Rand) (duration, generation time.Duration) {
	if random.IntN(10) == 0 {
		return anyTime(random)
	}
	return seconds(60), seconds(5 + 5*random.Float64())
}

func upTo30(random *rand.Rand) (duration, generation time.Duration) {
	return seconds(random.Float64() * 300), seconds(5 + 25*random.Float64())
}

// always is a library of videos up to a duration whose generations all take the same.
func always(longest, generation time.Duration) func(*rand.Rand) (time.Duration, time.Duration) {
	return func(random *rand.Rand) (time.Duration, time.Duration) {
		return time.Duration(random.Int64N(int64(longest))), generation
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func linear(fraction float64) float64   { return 100 * fraction }
func none(float64) float64              { return 0 }
func quarters(fraction float64) float64 { return 25 * math.Floor(4*fraction) }
func standing(fraction float64) float64 { return min(90, 1000*fraction) }
func slowing(fraction float64) float64  { return 100 * math.Sqrt(fraction) }

// A policy says when to poll a download again.
type policy func(s *simulated, now time.Time) time.Time

func everyFiveSeconds(_ *simulated, now time.Time) time.Time { return now.Add(5 * time.Second) }
func whenReady(s *simulated, _ time.Time) time.Time          { return s.asked.Add(s.generation) }

type simulation struct {
	videos   int
	library  func(*rand.Rand) (duration, generation time.Duration)
	progress func(float64) float64
}

type simulated struct {
	asked      time.Time // as the service knows it
	generation time.Duration
}

type outcome struct {
	callsPerVideo float64
	took          time.Duration
	used          float64 // share of the allowance
}

func (o outcome) String() string {
	return fmt.Sprintf("%.2f | %s | %.0f %%", o.callsPerVideo, strings.TrimSuffix(o.took.Round(time.Minute).String(), "0s"), 100*o.used)
}

func writeTable(t *testing.T, path string, videos int, rows []string) {
	if path == "" {
		return
	}
	text := fmt.Sprintf(`# The calls of an export

Written by `+"`make simulate-export`"+`: the planner over a library of %d videos in simulated time, with 100 downloads asked for ahead
and 1,200 calls in 5 minutes. Files are fetched at once, so that calls and generations are all that takes time. Beside it stand
a client that polls each download every 5 s, and an oracle that knows when each is ready.

| generations take | calls a video | time | of the allowance | every 5 s | time | of the allowance | oracle | time | of the allowance |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
`, videos)
	require.NoError(t, os.WriteFile(path, []byte(text+strings.Join(rows, "")), 0o644)) //nolint:gosec // to be read by others
}

const (
	every   = 250 * time.Millisecond // a call, 1,200 in 5 minutes
	latency = 200 * time.Millisecond
)

// answer is the response to a call that is under way.
type answer struct {
	at   time.Time
	task *task
	sent time.Time
}

func (s simulation) run(poll policy) outcome {
	random := rand.New(rand.NewPCG(1, 2))
	plan := newPlanner(defaultAhead, 2*defaultJobs, 0)
	service := map[string]*simulated{}
	for i := range s.videos {
		duration, generation := s.library(random)
		f := file{item: item{video: strconv.Itoa(i)}, length: duration}
		service[f.video] = &simulated{generation: generation}
		plan.add(f)
	}
	plan.listed = true
	start := time.Unix(0, 0)
	now, free := start, start
	calls := 0
	var under []answer // in the order of their ends, as all take the same time
	for {
		for len(under) > 0 && !under[0].at.After(now) {
			s.answer(plan, service[under[0].task.video], under[0], poll)
			under = under[1:]
		}
		if plan.idle() {
			break
		}
		next := free
		if !free.After(now) {
			t, pause := plan.next(now)
			if t != nil {
				under = append(under, answer{now.Add(latency), t, now})
				calls++
				free = now.Add(every)
				continue
			}
			next = now.Add(min(pause, time.Hour))
		}
		if len(under) > 0 && under[0].at.Before(next) {
			next = under[0].at
		}
		now = next
	}
	took := now.Sub(start)
	return outcome{float64(calls) / float64(s.videos), took, float64(calls) * every.Seconds() / took.Seconds()}
}

func (s simulation) answer(plan *planner, service *simulated, a answer, poll policy) {
	if service.asked.IsZero() {
		service.asked = a.sent
	}
	elapsed := a.sent.Sub(service.asked)
	if elapsed >= service.generation {
		plan.generated(a.task, a.at)
		plan.fetch()
		return
	}
	a.task.progress = s.progress(elapsed.Seconds() / service.generation.Seconds())
	plan.generating(a.task, a.at)
	if poll != nil {
		a.task.due = poll(service, a.at)
		a.task.soon = a.task.due
	}
}
