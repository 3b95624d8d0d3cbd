package conformance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/streamdl/streamdl-go/gen"
)

var errTooLarge = fmt.Errorf("it is larger than the %d bytes that are read", gen.MaxResponseBytes(""))

// progress remembers how far the downloads of each video were, which a schema can't: a percentage only rises,
// until something is created or deleted.
//
// Calls that overlap may be answered in any order. So a reply is held only against those that had arrived before its
// request was sent, and not at all if something was created or deleted meanwhile.
type progress struct {
	mu     sync.Mutex
	videos map[string]*watched // by account and video
}

type watched struct {
	percents map[string]float64 // by type, the highest that was told
	changes  int                // how often a creation or a deletion began or ended
	changing int                // those that have not ended
}

func newProgress() *progress { return &progress{videos: map[string]*watched{}} }

// look is a request, and what was known when it was sent.
type look struct {
	progress *progress
	video    *watched
	template Deviation
	method   string
	known    map[string]float64
	changes  int
}

// begin is called before a request is sent. It returns nil if the request has nothing to do with a percentage.
func (p *progress) begin(c *Checker, req *http.Request) *look {
	route, values, deviation := c.route(req)
	if deviation != nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	name := values["account_id"] + "/" + values["identifier"]
	video, known := p.videos[name]
	if !known {
		video = &watched{}
		p.videos[name] = video
	}
	if req.Method != http.MethodGet {
		video.changing++
		video.changed()
	}
	return &look{
		progress: p, video: video, method: req.Method, known: video.percents, changes: video.changes,
		template: Deviation{Operation: route.Operation.OperationID, Method: req.Method, Path: route.Path, Status: http.StatusOK},
	}
}

func (v *watched) changed() {
	v.changes++
	v.percents = nil
}

// end is called with the reply, or with nil if there was none.
func (l *look) end(resp *http.Response, body []byte) []Deviation {
	if l == nil {
		return nil
	}
	l.progress.mu.Lock()
	defer l.progress.mu.Unlock()
	if l.method != http.MethodGet {
		l.video.changing--
		l.video.changed()
		return nil
	}
	if resp == nil || resp.StatusCode != http.StatusOK || l.video.changing > 0 || l.video.changes != l.changes {
		return nil
	}
	percents := percentsOf(body)
	if percents == nil {
		return nil
	}
	judge := judgement{template: l.template}
	for kind, percent := range percents {
		if before, known := l.known[kind]; known && percent < before {
			judge.add(RuleProgress, "/result/"+escape(kind)+"/percentComplete", "it fell although nothing was created or deleted")
		}
		if other, known := l.video.percents[kind]; known { // of a call that began with this one, and ended before
			percents[kind] = max(percent, other)
		}
	}
	l.video.percents = percents // a new map: others may have begun with the old one
	return judge.deviations
}

// percentsOf reads how far each download is, nil if that can't be read, which is the business of the schema.
func percentsOf(body []byte) map[string]float64 {
	var envelope struct {
		Result map[string]struct {
			PercentComplete *float64 `json:"percentComplete"`
		}
	}
	if json.Unmarshal(body, &envelope) != nil {
		return nil
	}
	percents := map[string]float64{}
	for kind, download := range envelope.Result {
		if download.PercentComplete != nil {
			percents[kind] = *download.PercentComplete
		}
	}
	return percents
}
