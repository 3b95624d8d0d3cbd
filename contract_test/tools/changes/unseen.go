package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/internal/document"
)

// serversGone finds the servers that are no longer named. To oasdiff they are a matter of deployment; the path of their
// URL is a part of each call all the same.
func serversGone(before, after *openapi3.T) []change {
	var changes []change
	for _, server := range before.Servers {
		if !slices.ContainsFunc(after.Servers, func(s *openapi3.Server) bool { return s.URL == server.URL }) {
			changes = append(changes, change{ID: "server-removed", Text: fmt.Sprintf("removed the server `%s`", server.URL), severity: breaking})
		}
	}
	return changes
}

// rangesGone finds the responses such as 5XX that an operation no longer has: oasdiff knows those under a number only.
func rangesGone(before, after *openapi3.T) []change {
	var changes []change
	for _, op := range document.Operations(before) {
		item := after.Paths.Value(op.Path)
		if item == nil || item.GetOperation(op.Method) == nil {
			continue // a change of its own
		}
		kept := item.GetOperation(op.Method).Responses
		for _, status := range slices.Sorted(maps.Keys(op.Responses.Map())) {
			if _, err := strconv.Atoi(status); err == nil || kept.Value(status) != nil {
				continue
			}
			changes = append(changes, change{
				ID: "response-range-removed", Method: op.Method, Path: op.Path, severity: breaking,
				Text: fmt.Sprintf("removed the response with the status `%s`", status),
			})
		}
	}
	return changes
}
