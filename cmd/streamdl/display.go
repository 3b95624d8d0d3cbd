package main

import (
	"fmt"
	"os"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// clearLine removes what a terminal shows of the line that the cursor is on, such as the ^C of an interrupt.
const clearLine = "\r\x1b[K"

// bar is one bar on a terminal.
type bar struct {
	container *mpb.Progress
	bar       *mpb.Bar
	amount    atomic.Pointer[amount]
}

// narrowest is how wide the bar itself stays where the words beside it can be shortened.
const narrowest = 12

func (a *app) newBars() *mpb.Progress {
	bars := mpb.New(mpb.WithOutput(a.stderr))
	a.bars.Store(bars)
	return bars
}

func newBar(container *mpb.Progress, title string, options ...mpb.BarOption) *bar {
	b := &bar{container: container}
	b.amount.Store(new(amount))
	b.bar = b.container.AddBar(0, append(options,
		// An interrupt typed on the terminal is echoed, so the cursor may not be where the last drawing left it.
		mpb.PrependDecorators(decor.Name("\r"+title+" ")),
		mpb.AppendDecorators(decor.Any(func(s decor.Statistics) string {
			return b.amount.Load().fit(s.AvailableWidth - narrowest)
		})))...)
	return b
}

func (b *bar) update(to amount) {
	b.amount.Store(&to)
	b.bar.SetTotal(max(to.total, 0), false)
	b.bar.SetCurrent(min(max(to.done, 0), max(to.total, 0)))
	b.bar.SetRefill(to.resumed)
}

// end leaves the bar as it is, full if the work was done, or removes it.
func (b *bar) end(done, keep bool) {
	if done {
		b.bar.SetTotal(-1, true)
	} else {
		b.bar.Abort(!keep)
	}
	b.container.Wait()
}

// canDraw reports whether a bar would be of use: not off a terminal, nor between the lines of a log or beside JSON, nor where
// no progress is to be shown.
func (a *app) canDraw() bool {
	return !a.json && !a.debug && !a.quiet && isTerminal(a.stderr) && os.Getenv("TERM") != "dumb"
}

func size(bytes int64) string { return fmt.Sprintf("% .1f", decor.SizeB1024(bytes)) }
