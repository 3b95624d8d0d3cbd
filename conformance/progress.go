package conformance

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"github.com/streamdl/streamdl-go/gen"
)

var errTooLarge = fmt.Errorf("it is larger than the %d bytes that are read", gen.MaxReplyBytes)

// progress remembers how far the downloads of each video were, which a schema can't: a percentage only rises,
// until something is created or deleted.
type progress struct {
	mu   sync.Mutex
	seen map[string]map[string]float64 // by video, then by type
}

func newProgress() *progress { return &progress{seen: map[string]map[string]float64{}} }

func (p *progress) watch(c *Checker, req *http.Request, resp *http.Response, body []byte) []Deviation {
	route, values, deviation := c.route(req)
	if deviation != nil {
		return nil
	}
	video := values["account_id"] + "/" + values["identifier"]
	p.mu.Lock()
	defer p.mu.Unlock()
	if req.Method != http.MethodGet {
		delete(p.seen, video)
		return nil
	}
	var envelope struct {
		Result map[string]struct {
			PercentComplete *float64 `json:"percentComplete"`
		}
	}
	if json.Unmarshal(body, &envelope) != nil || resp.StatusCode != http.StatusOK {
		return nil
	}
	judge := judgement{template: Deviation{Operation: route.Operation.OperationID, Method: req.Method, Path: route.Path, Status: resp.StatusCode}}
	now := map[string]float64{}
	for kind, download := range envelope.Result {
		if download.PercentComplete == nil {
			continue
		}
		now[kind] = *download.PercentComplete
		if before, known := p.seen[video][kind]; known && now[kind] < before {
			judge.add(RuleProgress, "/result/"+escape(kind)+"/percentComplete", "it fell although nothing was created or deleted")
		}
	}
	p.seen[video] = now
	return judge.deviations
}
