package conformance

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/go-json-experiment/json/jsontext"
)

// onlyRises marks, in the document, a number that falls only after something was created or deleted, such as a
// percentage. A schema has no word for that.
const onlyRises = "x-only-rises"

// maxVideos is of how many videos the numbers are kept before all are forgotten, but for those that are being changed. Of one
// that was forgotten, the next response is believed.
const maxVideos = 4096

// rising remembers the numbers of each video that only rise.
//
// Responses to calls that overlap arrive in any order. So one is held only against those that had arrived before its
// request was sent, and not at all if something was created or deleted meanwhile.
type rising struct {
	mu     sync.Mutex
	videos map[string]*numbers // by tag, account and video: making a token of a video changes nothing of its downloads
}

type numbers struct {
	highest  map[jsontext.Pointer]float64
	changes  int // how often a creation or a deletion began or ended
	changing int // those that have not ended
}

// risingCall is a request that was sent, and what was known at that time.
type risingCall struct {
	rising  *rising
	route   *routers.Route
	video   *numbers
	known   map[jsontext.Pointer]float64
	changes int
}

// begin is called before a request is sent. It returns nil if the document has no operation for it.
func (r *rising) begin(c *Checker, req *http.Request) *risingCall {
	route, values, deviation := c.route(req)
	if deviation != nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	name := strings.Join(slices.Concat(route.Operation.Tags, []string{values["account_id"], values["identifier"]}), "/")
	video, known := r.videos[name]
	if !known {
		if len(r.videos) >= maxVideos {
			maps.DeleteFunc(r.videos, func(_ string, video *numbers) bool { return video.changing == 0 })
		}
		video = &numbers{}
		r.videos[name] = video
	}
	if req.Method != http.MethodGet {
		video.changing++
		video.changes++
	}
	return &risingCall{rising: r, route: route, video: video, known: video.highest, changes: video.changes}
}

// end is called with the response and the value in its body, or with nil if there was none. A refusal changed nothing.
func (c *risingCall) end(resp *http.Response, value any) []Deviation {
	if c == nil {
		return nil
	}
	c.rising.mu.Lock()
	defer c.rising.mu.Unlock()
	if c.route.Method != http.MethodGet {
		c.video.changing--
		c.video.changes++
		if refused := resp != nil && resp.StatusCode >= 400 && resp.StatusCode < 500; !refused {
			c.video.highest = nil
		}
		return nil
	}
	if value == nil || resp.StatusCode != http.StatusOK || c.video.changing > 0 || c.video.changes != c.changes {
		return nil
	}
	shown := map[jsontext.Pointer]float64{}
	if media := mediaOf(responseOf(c.route.Operation, resp.StatusCode).Content, resp.Header.Get("Content-Type")); media != nil {
		collect(media.Schema, value, "", shown)
	}
	if len(shown) == 0 {
		return nil
	}
	find := finder{template: Deviation{Operation: c.route.Operation.OperationID, Method: c.route.Method, Path: c.route.Path, Status: resp.StatusCode}}
	for place, number := range shown {
		if before, known := c.known[place]; known && number < before {
			find.add(RuleProgress, string(place), "it fell although nothing was created or deleted")
		}
		if other, known := c.video.highest[place]; known { // of a call that began with this one, and ended before
			shown[place] = max(number, other)
		}
	}
	c.video.highest = shown // a new map: others may have begun with the old one
	return find.deviations
}

// collect finds the numbers in a value that only rise.
func collect(ref *openapi3.SchemaRef, value any, place jsontext.Pointer, found map[jsontext.Pointer]float64) {
	if ref == nil || ref.Value == nil {
		return
	}
	if number, is := value.(float64); is && ref.Value.Extensions[onlyRises] == true {
		found[place] = number
	}
	object, _ := value.(map[string]any)
	for name, property := range ref.Value.Properties {
		if inner, has := object[name]; has {
			collect(property, inner, place.AppendToken(name), found)
		}
	}
}
