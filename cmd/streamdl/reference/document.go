package reference

import (
	"cmp"
	"encoding/json"
	"net/http"
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
	err := servers.Encode([]map[string]string{{"url": origin(r) + s.BasePath, "description": "This emulator"}})
	if err != nil {
		return nil, err
	}
	top := root.Content[0].Content // keys and values by turns
	for i := 0; i < len(top); i += 2 {
		if top[i].Value == "servers" {
			*top[i+1] = servers
		}
	}
	return &root, nil
}

// origin is the address at which the reader has the page.
func origin(r *http.Request) string {
	host := cmp.Or(r.Header.Get("X-Forwarded-Host"), r.Host)
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https://" + host
	}
	return "http://" + host
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
