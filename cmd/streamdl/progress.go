package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/streamdl/streamdl-go/wrapper"
)

// amount is how far something is, in numbers for the bar and in words beside it.
type amount struct {
	done, total, resumed int64
	text                 string
}

// bar shows progress on a terminal. A nil bar shows nothing.
type bar struct {
	container *mpb.Progress
	bar       *mpb.Bar
	text      atomic.Pointer[string]
}

// newBar returns nil where a bar would be in the way: off a terminal, in the log, beside JSON.
func (a *app) newBar(title string) *bar {
	if a.json || a.debug || !isTerminal(a.stderr) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	b := &bar{container: mpb.New(mpb.WithOutput(a.stderr))}
	b.text.Store(new(string))
	b.bar = b.container.AddBar(0,
		mpb.PrependDecorators(decor.Name(title+" ")),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return *b.text.Load() })))
	a.bar.Store(b)
	return b
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd())) //nolint:gosec // a descriptor is small
}

func (b *bar) update(to amount) {
	if b == nil {
		return
	}
	b.text.Store(&to.text)
	b.bar.SetTotal(max(to.total, 0), false)
	b.bar.SetCurrent(min(max(to.done, 0), max(to.total, 0)))
	b.bar.SetRefill(to.resumed)
}

// end leaves the bar as it is, full if the work was done.
func (b *bar) end(done bool) {
	if b == nil {
		return
	}
	if done {
		b.bar.SetTotal(-1, true)
	} else {
		b.bar.Abort(false)
	}
	b.container.Wait()
}

// generating puts the state of a download into words.
func generating(seen wrapper.Download) amount {
	return amount{done: int64(seen.PercentComplete), total: 100, text: state(seen)}
}

// fetching puts a transfer into words: share, size, rate, time left, and what was there before.
func fetching(p wrapper.Progress) amount {
	text := size(p.Done)
	if p.Total > 0 {
		text = fmt.Sprintf("%d %% of %s", p.Done*100/p.Total, size(p.Total))
	}
	if p.Rate >= 1 {
		text += fmt.Sprintf(", %s/s", size(int64(p.Rate)))
		if left := p.Total - p.Done; left > 0 {
			text += fmt.Sprintf(", %v left", time.Duration(float64(left)/p.Rate)*time.Second)
		}
	}
	if p.Resumed > 0 {
		text += fmt.Sprintf(", %s resumed", size(p.Resumed))
	}
	return amount{p.Done, p.Total, p.Resumed, text}
}

func size(bytes int64) string { return fmt.Sprintf("% .1f", decor.SizeB1024(bytes)) }
