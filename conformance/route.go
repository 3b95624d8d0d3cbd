package conformance

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// path is a path of the document, in its segments.
type path struct {
	template string
	segments []string
	item     *openapi3.PathItem
}

func splitPaths(doc *openapi3.T) []path {
	var paths []path
	items := doc.Paths.Map()
	for _, template := range slices.Sorted(maps.Keys(items)) {
		paths = append(paths, path{template, strings.Split(template, "/"), items[template]})
	}
	return paths
}

// match returns the values of the parameters if the path is the one of the escaped segments. A segment that
// is empty or that a proxy folds away matches no parameter.
func (p path) match(escaped []string) (map[string]string, bool) {
	if len(escaped) != len(p.segments) {
		return nil, false
	}
	values := map[string]string{}
	for i, segment := range p.segments {
		name, isParameter := strings.CutPrefix(segment, "{")
		if !isParameter {
			if segment != escaped[i] {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(escaped[i])
		if err != nil || value == "" || value == "." || value == ".." {
			return nil, false
		}
		values[strings.TrimSuffix(name, "}")] = value
	}
	return values, true
}

// Covers reports whether a request is one to the API, by its path. Where the API begins at the root of a host, which
// may have other things too, it is one that begins like a path of the document.
func (c *Checker) Covers(req *http.Request) bool {
	rest, below := strings.CutPrefix(req.URL.Path, c.basePath+"/")
	if !below || c.basePath != "" {
		return below
	}
	first, _, _ := strings.Cut(rest, "/")
	return slices.ContainsFunc(c.paths, func(p path) bool { return p.segments[1] == first })
}

// resembles returns the path of the document that the path of a request ends like, wherever it begins.
func (c *Checker) resembles(req *http.Request) (template string, does bool) {
	escaped := strings.Split(req.URL.EscapedPath(), "/")
	for _, p := range c.paths {
		begin := len(escaped) - len(p.segments)
		if begin < 0 {
			continue
		}
		if _, matched := p.match(append([]string{""}, escaped[begin+1:]...)); matched {
			return p.template, true
		}
	}
	return "", false
}

// route finds the operation of a request. The deviation says why there is none.
func (c *Checker) route(req *http.Request) (*routers.Route, map[string]string, *Deviation) {
	deviation := &Deviation{Method: req.Method, Path: req.URL.Path, Rule: RulePath, Reason: "the document has no such path"}
	rest, covered := strings.CutPrefix(req.URL.EscapedPath(), c.basePath)
	if !covered {
		return nil, nil, deviation
	}
	escaped := strings.Split(rest, "/")
	for _, p := range c.paths {
		values, matched := p.match(escaped)
		if !matched {
			continue
		}
		op := p.item.GetOperation(req.Method)
		if op == nil {
			deviation.Path, deviation.Rule, deviation.Reason = p.template, RuleMethod, "the path has no such method"
			return nil, nil, deviation
		}
		return &routers.Route{Spec: c.doc, Path: p.template, PathItem: p.item, Method: req.Method, Operation: op}, values, nil
	}
	return nil, nil, deviation
}

// Operation returns the operationId of a request, or "" if the document has no operation for it.
func (c *Checker) Operation(req *http.Request) string {
	route, _, deviation := c.route(req)
	if deviation != nil {
		return ""
	}
	return route.Operation.OperationID
}
