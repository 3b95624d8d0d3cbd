package reference

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/openapi"
)

// document is the document with the emulator as its only server, so that no call can go to the real service.
func (s Settings) document(r *http.Request) (*yaml.Node, error) {
	text := strings.ReplaceAll(string(openapi.Document()), emulator.DefaultAccount, s.Account)
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		return nil, err
	}
	var servers yaml.Node
	err := servers.Encode([]map[string]string{{"url": emulator.Origin(r) + s.BasePath, "description": "This emulator"}})
	if err != nil {
		return nil, err
	}
	if node := valueOf(root.Content[0], "servers"); node != nil {
		*node = servers
	}
	dropQueryExamples(&root)
	return &root, nil
}

// dropQueryExamples keeps the page from filling in every filter of a list, which together no video meets.
func dropQueryExamples(node *yaml.Node) {
	if in := valueOf(node, "in"); in != nil && in.Value == "query" {
		for i := 0; i < len(node.Content); i += 2 {
			if node.Content[i].Value == "example" {
				node.Content = slices.Delete(node.Content, i, i+2)
				break
			}
		}
	}
	for _, child := range node.Content {
		dropQueryExamples(child)
	}
}

// valueOf returns the value of a key, nil if the node is no mapping that has it.
func valueOf(node *yaml.Node, key string) *yaml.Node {
	if node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(node.Content); i += 2 { // keys and values by turns
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

func (s Settings) serveYAML(w http.ResponseWriter, r *http.Request) {
	document, err := s.document(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/yaml")
	encoder := yaml.NewEncoder(w)
	encoder.SetIndent(2)
	_ = encoder.Encode(document) // fails when the reader has left
}

func (s Settings) serveJSON(w http.ResponseWriter, r *http.Request) {
	document, err := s.document(r)
	var value any
	if err == nil {
		err = document.Decode(&value)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(value)
}
