package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is an OpenAPI document as it was parsed, without any idea of what it should be: an upstream document of
// tens of megabytes has errors that are none of our business.
type document map[string]any

func parse(text []byte) (document, error) {
	var doc map[string]any // not a document: the decoder would make every object in it one
	text = bytes.TrimSpace(text)
	switch {
	case len(text) == 0:
		return nil, errors.New("the document is empty")
	case text[0] == '{': // much faster than as the YAML that it also is
		if err := json.Unmarshal(text, &doc); err != nil {
			return nil, err
		}
	default:
		if err := yaml.Unmarshal(text, &doc); err != nil {
			return nil, err
		}
		doc, _ = textKeys(doc).(map[string]any)
	}
	if len(document(doc).paths()) == 0 {
		return nil, errors.New("the document has no paths: is the download complete?")
	}
	return doc, nil
}

// textKeys gives every object keys that are text, as in JSON: an unquoted 200 is a number in YAML.
func textKeys(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, child := range value {
			value[key] = textKeys(child)
		}
	case map[any]any:
		object := make(map[string]any, len(value))
		for key, child := range value {
			object[fmt.Sprint(key)] = textKeys(child)
		}
		return object
	case []any:
		for i, element := range value {
			value[i] = textKeys(element)
		}
	}
	return value
}

func (d document) paths() map[string]any {
	paths, _ := d["paths"].(map[string]any)
	return paths
}

// resolve follows a reference within the document.
func (d document) resolve(ref string) (any, error) {
	pointer, local := strings.CutPrefix(ref, "#/")
	if !local {
		return nil, fmt.Errorf("reference %s: only those within the document are followed", ref)
	}
	var node any = map[string]any(d)
	for key := range strings.SplitSeq(pointer, "/") {
		key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
		object, _ := node.(map[string]any)
		child, exists := object[key]
		if !exists {
			return nil, fmt.Errorf("reference %s: there is nothing", ref)
		}
		node = child
	}
	return node, nil
}
