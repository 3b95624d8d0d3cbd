package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

var (
	// prose says nothing that a program could keep to. The names of operations and tags are each document's own.
	prose = []string{"description", "summary", "title", "example", "examples", "externalDocs", "operationId", "tags"}

	// named have names as their keys, and not keywords.
	named = []string{"properties", "responses", "headers", "content"}

	// sets are lists whose order means nothing.
	sets = []string{"enum", "required", permissions}

	// off are keywords of which false says as much as their absence.
	off = []string{"deprecated", "required", "nullable"}
)

// permissions is the one extension that is more than a hint for somebody's tools: which token may make the call.
const permissions = "x-api-token-group"

func ignored(key string, value any) bool {
	return slices.Contains(prose, key) ||
		strings.HasPrefix(key, "x-") && key != permissions ||
		value == false && slices.Contains(off, key)
}

// normalizer brings what a document says into one form: references resolved, allOf merged, prose left out.
type normalizer struct {
	doc  document
	open []string // the references that are being followed
}

// names are the keys of an object that are names and not keywords, such as those of properties.
func (n *normalizer) object(node any, names bool) (map[string]any, error) {
	object, _ := node.(map[string]any)
	if ref, is := object["$ref"].(string); is && !names {
		if slices.Contains(n.open, ref) {
			return map[string]any{"recursive": ref}, nil
		}
		target, err := n.doc.resolve(ref)
		if err != nil {
			return nil, err
		}
		n.open = append(n.open, ref)
		defer func() { n.open = n.open[:len(n.open)-1] }()
		return n.object(target, false)
	}
	normal := map[string]any{}
	for key, value := range object {
		if !names && (ignored(key, value) || key == "allOf") {
			continue
		}
		normalized, err := n.value(key, value, names)
		if err != nil {
			return nil, err
		}
		normal[key] = normalized
	}
	if parts, is := object["allOf"].([]any); is && !names {
		for _, part := range parts {
			merged, err := n.object(part, false)
			if err != nil {
				return nil, err
			}
			merge(normal, merged)
		}
	}
	return normal, nil
}

func (n *normalizer) value(key string, value any, isName bool) (any, error) {
	switch value := value.(type) {
	case map[string]any:
		return n.object(value, !isName && slices.Contains(named, key))
	case []any:
		list := make([]any, 0, len(value))
		for _, element := range value {
			normal, err := n.value("", element, false)
			if err != nil {
				return nil, err
			}
			list = append(list, normal)
		}
		if !isName && slices.Contains(sets, key) {
			set := map[string]any{}
			for _, element := range list {
				set[fmt.Sprint(element)] = true
			}
			return set, nil
		}
		return list, nil
	}
	if number, is := value.(float64); is { // 32 and 32.0 are the same number, and so are 1000000 and 1e6
		return strconv.FormatFloat(number, 'f', -1, 64), nil
	}
	return fmt.Sprint(value), nil
}

// merge adds what a part of an allOf says. Where two parts differ, the stricter one is not known, so the later counts.
func merge(into, part map[string]any) {
	for key, value := range part {
		old, isObject := into[key].(map[string]any)
		added, both := value.(map[string]any)
		if isObject && both {
			merge(old, added)
			continue
		}
		into[key] = value
	}
}

// operation is what a document says of a method of a path, in one form.
func (n *normalizer) operation(path, method string) (map[string]any, error) {
	rawItem, _ := n.doc.paths()[path].(map[string]any)
	rawOperation, _ := rawItem[method].(map[string]any)
	normal, err := n.object(rawOperation, false)
	if err != nil {
		return nil, err
	}
	delete(normal, "parameters")
	parameters := map[string]any{}
	for _, list := range []any{rawItem["parameters"], rawOperation["parameters"]} {
		declared, _ := list.([]any)
		for _, p := range declared {
			parameter, err := n.object(p, false)
			if err != nil {
				return nil, err
			}
			key := fmt.Sprintf("%v %v", parameter["in"], parameter["name"])
			delete(parameter, "in")
			delete(parameter, "name")
			parameters[key] = parameter
		}
	}
	normal["parameters"] = parameters
	normal["security"] = n.security(rawOperation)
	for _, node := range []map[string]any{rawItem, rawOperation} {
		if own := servers(node); own != "" {
			normal["servers"] = own
		}
	}
	return normal, nil
}

// security is the sets of credentials of which one is enough.
func (n *normalizer) security(operation map[string]any) map[string]any {
	declared, own := operation["security"].([]any)
	if !own {
		declared, _ = n.doc["security"].([]any)
	}
	sets := map[string]any{}
	for _, alternative := range declared {
		schemes, _ := alternative.(map[string]any)
		sets[strings.Join(slices.Sorted(maps.Keys(schemes)), " and ")] = true
	}
	return sets
}
