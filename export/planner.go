package export

import (
	"math"
	"slices"
	"time"
)

// planner says which call of the API comes next. It has no clock and makes no calls itself.
//
// Asking comes first, since a generation that was asked for goes on by itself. A poll comes when it is due, and only while
// there is not enough to fetch. Where calls are scarce polls come later than that, and more of them find a file ready.
type planner struct {
	ahead   int           // so many downloads may be asked for, and not be fetched yet
	enough  int           // while so many wait to be fetched, a poll is of no use
	timeout time.Duration // of a generation; a last poll comes then. 0 is none

	backlog []file  // not asked for, the first one first
	waiting []*task // asked for, or to be asked again
	ready   []*task // generated, to be fetched, the first one first
	open    int     // how many were asked for, and are not yet being fetched
	listed  bool    // nothing more comes to the backlog
	eager   int     // so many more polls may come sooner than they are due

	learned *estimate
}

// eagerPolls come early, at the beginning: much is learned by them, and a small library needs no more.
const eagerPolls = 40

// never is longer than any pause.
const never = time.Duration(math.MaxInt64)

func newPlanner(ahead, enough int, timeout time.Duration) *planner {
	return &planner{ahead: ahead, enough: enough, timeout: timeout, eager: eagerPolls, learned: newEstimate()}
}

// add takes a file that is to be asked for.
func (p *planner) add(f file) { p.backlog = append(p.backlog, f) }

// next takes out the task that a call is to be made for now. If there is none it returns the time until one may be due.
func (p *planner) next(now time.Time) (*task, time.Duration) {
	if len(p.backlog) > 0 && p.open < p.ahead {
		t := newTask(p.backlog[0])
		p.backlog = p.backlog[1:]
		p.open++
		return t, 0
	}
	if len(p.waiting) == 0 || len(p.ready) >= p.enough {
		return nil, never
	}
	due := func(t *task) time.Time { return t.due }
	if p.eager > 0 || p.few() {
		due = func(t *task) time.Time { return t.soon }
	}
	first := slices.MinFunc(p.waiting, func(t, other *task) int { return due(t).Compare(due(other)) })
	if pause := due(first).Sub(now); pause > 0 {
		return nil, pause
	}
	p.waiting = slices.DeleteFunc(p.waiting, func(t *task) bool { return t == first })
	return first, 0
}

// few reports whether so few downloads are left that they can be polled often: they are no library any more.
func (p *planner) few() bool { return p.listed && len(p.backlog) == 0 && p.open <= 4 }

// generating takes a task back whose generation was seen to go on.
func (p *planner) generating(t *task, now time.Time) {
	if t.asked.IsZero() {
		t.asked = now
	} else {
		t.polls++
		p.eager--
	}
	t.see(now.Sub(t.asked), t.progress)
	t.eager.See(t.age, t.progress)
	p.wait(t, p.inTime(t, now.Add(p.learned.pause(&t.generation))), p.inTime(t, now.Add(t.eager.Pause())))
}

// again takes a task back for which a call is to be made at a time.
func (p *planner) again(t *task, at time.Time) { p.wait(t, at, at) }

func (p *planner) wait(t *task, due, soon time.Time) {
	t.due, t.soon = due, soon
	p.waiting = append(p.waiting, t)
}

// generated learns from a task whose download is ready, and keeps it until it is fetched.
func (p *planner) generated(t *task, now time.Time) {
	p.ready = append(p.ready, t)
	if !t.asked.IsZero() {
		p.learned.ended(&t.generation, now.Sub(t.asked))
		p.replan()
	}
}

// replan moves the first polls to when they are due by what was learned since they were planned. It matters at the
// beginning only, when that was nothing.
func (p *planner) replan() {
	if !p.learned.young() {
		return
	}
	for _, t := range p.waiting {
		if t.polls == 0 && !t.asked.IsZero() {
			t.due = p.inTime(t, t.asked.Add(p.learned.pause(&t.generation)))
		}
	}
}

// inTime is a time for a poll, or the end of the time for the generation if that is earlier.
func (p *planner) inTime(t *task, due time.Time) time.Time {
	if end := t.asked.Add(p.timeout); p.timeout > 0 && end.Before(due) {
		return end
	}
	return due
}

// fetch takes out the first task that is ready, which makes room for another. It is nil if there is none.
func (p *planner) fetch() *task {
	if len(p.ready) == 0 {
		return nil
	}
	t := p.ready[0]
	p.ready = p.ready[1:]
	p.open--
	return t
}

// reopen takes a task back whose fetch failed, to be polled and fetched again.
func (p *planner) reopen(t *task, at time.Time) {
	p.open++
	t.generation = generation{duration: t.length} // that of the file is over, there is nothing to learn
	p.again(t, at)
}

// dropped makes room for a task that came to nothing.
func (p *planner) dropped() { p.open-- }

// idle reports whether no call is left to make.
func (p *planner) idle() bool { return len(p.backlog) == 0 && p.open == 0 }
