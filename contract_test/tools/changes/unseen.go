package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
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
	for _, path := range slices.Sorted(maps.Keys(before.Paths.Map())) {
		operations := before.Paths.Value(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			item := after.Paths.Value(path)
			if item == nil || item.GetOperation(method) == nil {
				continue // a change of its own
			}
			kept := item.GetOperation(method).Responses
			for _, status := range slices.Sorted(maps.Keys(operations[method].Responses.Map())) {
				if _, err := strconv.Atoi(status); err == nil || kept.Value(status) != nil {
					continue
				}
				changes = append(changes, change{
					ID: "response-range-removed", Method: method, Path: path, severity: breaking,
					Text: fmt.Sprintf("removed the response with the status `%s`", status),
				})
			}
		}
	}
	return changes
}
