package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/yaml"
)

// reduce takes out of an upstream document what it says of the paths of ours, with the components that this refers to.
// An upstream document of tens of megabytes has errors that are none of our business.
func reduce(upstream, ours []byte) ([]byte, error) {
	theirs, err := parse(upstream)
	if err != nil {
		return nil, err
	}
	mine, err := parse(ours)
	if err != nil {
		return nil, fmt.Errorf("our document: %w", err)
	}
	shapes := map[string]bool{}
	for path := range mine["paths"].(map[string]any) {
		shapes[shape(path)] = true
	}
	paths := map[string]any{}
	for path, item := range theirs["paths"].(map[string]any) {
		if shapes[shape(path)] {
			paths[path] = item
		}
	}
	if len(paths) == 0 {
		return nil, errors.New("none of our paths is there: is it the right document?")
	}
	reduced := map[string]any{"openapi": "3.0.3", "info": map[string]any{"title": "upstream", "version": "0"}, "paths": paths, "components": map[string]any{}}
	for _, key := range []string{"servers", "security"} {
		if theirs[key] != nil {
			reduced[key] = theirs[key]
		}
	}
	if err := copyReferred(theirs, reduced, reduced); err != nil {
		return nil, err
	}
	reduced["components"].(map[string]any)["securitySchemes"] = schemes(theirs, mine)
	return json.Marshal(reduced)
}

// schemes are the credentials of a document that ours has, too.
func schemes(theirs, mine map[string]any) map[string]any {
	of := func(doc map[string]any) map[string]any {
		components, _ := doc["components"].(map[string]any)
		declared, _ := components["securitySchemes"].(map[string]any)
		return declared
	}
	both := maps.Clone(of(theirs))
	maps.DeleteFunc(both, func(name string, _ any) bool { return of(mine)[name] == nil })
	return both
}

// isName reports whether a change is one of a name that each document chooses for itself.
func isName(c change) bool {
	return slices.Contains([]string{checker.APISchemasRemovedId, checker.APIOperationIdRemovedId, checker.APIOperationIdAddId, checker.APITagRemovedId, checker.APITagAddedId}, c.ID)
}

var parameter = regexp.MustCompile(`\{[^}]*\}`)

// shape is a path without the names of its parameters, which each document chooses for itself.
func shape(path string) string { return parameter.ReplaceAllString(path, "{}") }

// copyReferred copies each component that a node refers to, with those that it refers to itself.
func copyReferred(from, to map[string]any, node any) error {
	children := slices.Values([]any{})
	switch node := node.(type) {
	case map[string]any:
		if ref, is := node["$ref"].(string); is {
			return copyComponent(from, to, ref)
		}
		children = maps.Values(node)
	case []any:
		children = slices.Values(node)
	}
	for child := range children {
		if err := copyReferred(from, to, child); err != nil {
			return err
		}
	}
	return nil
}

func copyComponent(from, to map[string]any, ref string) error {
	segments := strings.Split(ref, "/")
	if len(segments) != 4 || segments[0] != "#" || segments[1] != "components" {
		return fmt.Errorf("reference %s: only those to a component are followed", ref)
	}
	theirs, _ := from["components"].(map[string]any)
	kind, _ := theirs[segments[2]].(map[string]any)
	component, exists := kind[segments[3]]
	if !exists {
		return fmt.Errorf("reference %s: there is nothing", ref)
	}
	copied := to["components"].(map[string]any)
	if copied[segments[2]] == nil {
		copied[segments[2]] = map[string]any{}
	}
	into := copied[segments[2]].(map[string]any)
	if into[segments[3]] != nil {
		return nil
	}
	into[segments[3]] = component
	return copyReferred(from, to, component)
}

func parse(text []byte) (map[string]any, error) {
	var err error
	if text = bytes.TrimSpace(text); !bytes.HasPrefix(text, []byte("{")) { // JSON is YAML too, and much slower to read as that
		if text, err = yaml.YAMLToJSON(text); err != nil {
			return nil, err
		}
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	if paths, _ := doc["paths"].(map[string]any); len(paths) == 0 {
		return nil, errors.New("the document has no paths: is it complete?")
	}
	return doc, nil
}
