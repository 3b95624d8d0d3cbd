package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/vbauerster/mpb/v8"

	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/internal/line"
)

// exportProgress shows how far an export is: on a terminal by a bar for the whole and one for each file under way,
// elsewhere by a line for each file.
type exportProgress struct {
	app   *app
	began time.Time

	selected, done, skipped, failed int
	listed                          bool
	bytes                           int64           // of the files that are done
	generating                      map[string]bool // the files that were asked for, and are not being fetched yet

	whole *bar            // nil where no bars are drawn
	files map[string]*bar // of those that are being fetched
}

func (a *app) newExportProgress() *exportProgress {
	p := &exportProgress{app: a, began: time.Now(), generating: map[string]bool{}, files: map[string]*bar{}}
	if a.canDraw() {
		p.whole = newBar(a.newBars(), "exporting", mpb.BarPriority(1<<20)) // below the files
	}
	return p
}

// event takes in what happened, and writes it.
func (p *exportProgress) event(e export.Event) {
	p.bars(e)
	p.write(e)
}

// bars takes in what happened, and shows it by the bars alone.
func (p *exportProgress) bars(e export.Event) {
	if p.whole == nil {
		return
	}
	switch e.Kind {
	case export.Selected:
		p.selected++
	case export.Listed:
		p.listed = true
	case export.Skipped:
		p.skipped++
	case export.Asked:
		p.generating[e.Path] = true
	case export.Fetching:
		p.fetching(e)
	case export.Retrying:
		p.ended(e)
	case export.Done:
		p.done++
		p.bytes += e.Bytes
		p.ended(e)
	case export.Failed:
		p.failed++
		if e.Path == "" {
			p.selected++ // it was named, and never found
		}
		p.ended(e)
	}
	p.whole.update(p.amount())
}

// write prints the line of a file, which a bar stands for on a terminal, and of what went wrong.
func (p *exportProgress) write(e export.Event) {
	switch {
	case e.Kind == export.Done && p.whole == nil:
		p.app.newsf("%s: %s\n", line.Printable(e.Path), size(e.Bytes))
	case e.Kind == export.Retrying, e.Kind == export.Failed && p.whole != nil: // it is listed at the end
	case e.Err != nil:
		p.app.newsf("%s\n", failureText(e))
	}
}

func (p *exportProgress) fetching(e export.Event) {
	delete(p.generating, e.Path)
	if p.files[e.Path] == nil {
		p.files[e.Path] = newBar(p.whole.container, line.Clip(line.Printable(e.Path), widestTitle), mpb.BarRemoveOnComplete())
	}
	p.files[e.Path].update(fetching(e.Progress))
}

// widestTitle is what a file name may take of the line of a bar.
const widestTitle = 36

func (p *exportProgress) ended(e export.Event) {
	delete(p.generating, e.Path)
	if bar := p.files[e.Path]; bar != nil {
		bar.bar.Abort(true)
		delete(p.files, e.Path)
	}
}

// amount puts the whole into words: files, bytes, rate, time left. While videos are still being listed, there is no end in
// sight.
func (p *exportProgress) amount() amount {
	ended := p.done + p.failed
	total, left := p.selected, ""
	bytes := p.bytes
	for _, file := range p.files {
		fetched := file.amount.Load()
		bytes += fetched.done - fetched.resumed
	}
	files := fmt.Sprintf("%d of %d files", ended, total)
	if !p.listed {
		files = fmt.Sprintf("%d of %d+ files", ended, total)
	}
	if n := len(p.generating); n > 0 && len(p.files) == 0 {
		files += fmt.Sprintf(", %d being generated", n)
	}
	elapsed := time.Since(p.began)
	rate := ""
	if bytes > 0 {
		rate = fmt.Sprintf(", %s, %s/s", size(bytes), size(int64(float64(bytes)/max(elapsed.Seconds(), 1))))
	}
	if p.listed && ended > 0 && ended < total {
		left = fmt.Sprintf(", %v left", (elapsed / time.Duration(ended) * time.Duration(total-ended)).Round(time.Second))
	}
	more := ""
	if p.failed > 0 {
		more = fmt.Sprintf(", %d failed", p.failed)
	}
	if p.skipped > 0 {
		more += fmt.Sprintf(", %d skipped", p.skipped)
	}
	words := []string{files + rate + left + more, files + rate + left, files + left, files, strings.Fields(files)[0]}
	return amount{done: int64(ended), total: int64(total), words: words}
}

// end leaves nothing of the bars behind: the summary says it all.
func (p *exportProgress) end() {
	if p.whole == nil {
		return
	}
	for _, bar := range p.files {
		bar.bar.Abort(true)
	}
	p.whole.bar.Abort(true)
	p.whole.container.Wait()
}
