package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// compareShared finds what would otherwise be told of each operation: where calls go, and what the names of our
// credentials stand for.
func compareShared(mine, theirs document) ([]string, error) {
	names := slices.Collect(maps.Keys(mine.securitySchemes()))
	mySide, err := (&normalizer{doc: mine}).schemes(names)
	if err != nil {
		return nil, fmt.Errorf("our security schemes: %w", err)
	}
	theirSide, err := (&normalizer{doc: theirs}).schemes(names)
	if err != nil {
		return nil, fmt.Errorf("security schemes: %w", err)
	}
	differences := diff("", "/servers", cmp.Or(servers(mine), "none"), cmp.Or(servers(theirs), "none"))
	return append(differences, diff("", "/components/securitySchemes", mySide, theirSide)...), nil
}

// schemes is what the names of credentials stand for, as far as the document knows them.
func (n *normalizer) schemes(names []string) (map[string]any, error) {
	known := map[string]any{}
	for _, name := range names {
		if scheme, is := n.doc.securitySchemes()[name]; is {
			known[name] = scheme
		}
	}
	return n.object(known, true)
}

func (d document) securitySchemes() map[string]any {
	components, _ := d["components"].(map[string]any)
	schemes, _ := components["securitySchemes"].(map[string]any)
	return schemes
}

// servers is where a document, or a part of it, says that its calls go, the first choice first.
func servers(node map[string]any) string {
	declared, _ := node["servers"].([]any)
	urls := make([]string, 0, len(declared))
	for _, s := range declared {
		server, _ := s.(map[string]any)
		url, _ := server["url"].(string)
		variables, _ := server["variables"].(map[string]any)
		for name, v := range variables {
			variable, _ := v.(map[string]any)
			url = strings.ReplaceAll(url, "{"+name+"}", fmt.Sprint(variable["default"]))
		}
		urls = append(urls, url)
	}
	return strings.Join(urls, ", ")
}
