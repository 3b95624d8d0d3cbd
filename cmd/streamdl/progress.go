package main

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/streamdl/streamdl-go/wrapper"
)

// amount is how far something is, in numbers for a bar and in words beside it.
type amount struct {
	done, total, resumed int64
	words                []string // the same in ever fewer words
}

// fit returns the most words that fit, and the fewest if none do.
func (a amount) fit(width int) string {
	for _, text := range a.words {
		if utf8.RuneCountInString(text) <= width {
			return text
		}
	}
	if len(a.words) == 0 {
		return ""
	}
	return a.words[len(a.words)-1]
}

// lineEvery is how often progress is written where no bar is drawn.
const lineEvery = 10 * time.Second

// progress shows how far one step of the work is: by a bar on a terminal, by a line now and then elsewhere. It appears
// with the first news, so that a step that fails at once leaves nothing behind.
type progress struct {
	app     *app
	title   string
	last    amount
	bar     *bar
	written time.Time // when the last line was written
}

func (a *app) newProgress(title string) *progress {
	return &progress{app: a, title: title, written: time.Now()}
}

func (p *progress) update(to amount) {
	p.last = to
	switch {
	case p.app.canDraw():
		if p.bar == nil {
			p.bar = newBar(p.app.newBars(), p.title)
		}
		p.bar.update(to)
	case time.Since(p.written) >= lineEvery:
		p.written = time.Now()
		p.app.newsf("streamdl: %s: %s\n", p.title, to.fit(lineWidth))
	}
}

// lineWidth is enough for all the words.
const lineWidth = 1000

// end takes the error of the step. An interrupt removes the bar, and so does a failure before anything was done.
func (p *progress) end(err error) {
	if p.bar != nil {
		p.bar.end(err == nil, p.last.done > 0 && !isInterrupt(err))
	}
}

// generating puts the state of a download into words.
func generating(seen wrapper.Download) amount {
	return amount{done: int64(seen.PercentComplete), total: 100, words: []string{state(seen)}}
}

// fetching puts a transfer into words: share, size, rate, time left, and what was there before. Where there is little
// room, the share and the time left are what matters.
func fetching(p wrapper.Progress) amount {
	done, short := size(p.Done), size(p.Done)
	if p.Total > 0 {
		short = fmt.Sprintf("%d %%", p.Done*100/p.Total)
		done = short + " of " + size(p.Total)
	}
	rate, left, resumed := "", "", ""
	if p.Rate >= 1 {
		rate = fmt.Sprintf(", %s/s", size(int64(p.Rate)))
		if rest := p.Total - p.Done; rest > 0 {
			left = fmt.Sprintf(", %v left", time.Duration(math.Ceil(float64(rest)/p.Rate))*time.Second)
		}
	}
	if p.Resumed > 0 {
		resumed = fmt.Sprintf(", %s resumed", size(p.Resumed))
	}
	return amount{p.Done, p.Total, p.Resumed, []string{
		done + rate + left + resumed, done + rate + left, done + left, short + left, short,
	}}
}
