// Package reference serves a page on which the API can be read, and each call tried on the emulator. Swagger UI, which
// draws it, comes from a module that embeds it: nothing is asked from another host.
package reference

import (
	"embed"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/swaggest/swgui/v5/static"
	"github.com/vearutop/statigz"
	"go.yaml.in/yaml/v3"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/openapi"
)

//go:embed page
var files embed.FS

// policy keeps the page from asking anybody but the emulator for anything. Swagger UI has its icons in data URLs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// assets is the folder of the scripts and styles of the page.
const assets = "/reference/"

// Handler serves the page on /, the document on /openapi.yaml and /openapi.json, and the API of an emulator elsewhere,
// whose account it fills in.
func Handler(api http.Handler, account string) http.Handler {
	text := document(account)
	served := map[string]http.Handler{
		"/":                  own("index.html"),
		assets + "start.js":  own("start.js"),
		assets + "style.css": own("style.css"),
		"/openapi.yaml":      asYAML(text),
		"/openapi.json":      asJSON(text),
	}
	viewer := http.StripPrefix(assets, statigz.FileServer(static.FS))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler := served[r.URL.Path]
		if strings.HasPrefix(r.URL.Path, assets+"swagger-ui") || strings.HasPrefix(r.URL.Path, assets+"favicon") {
			handler = viewer
		}
		if handler == nil || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
			api.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		handler.ServeHTTP(w, r)
	})
}

// own serves a file of the page.
func own(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, files, "page/"+name)
	})
}

// queryExample is the example of a parameter in the query, with all of the parameter that stands before.
var queryExample = regexp.MustCompile(`(in: query\n(?:.+\n)*?) *example: .*\n`)

// document is the document with the emulator as its only server, so that no call can go to the real service. Without the
// examples of parameters in the query, the page does not fill in every filter of a list, which together no video meets.
func document(account string) string {
	text := strings.NewReplacer(
		emulator.DefaultAccount, account,
		gen.ServerURLCloudflareAPI, emulator.BasePath,
		"description: Cloudflare API", "description: This emulator",
	).Replace(string(openapi.Document()))
	return queryExample.ReplaceAllString(text, "$1")
}

func asYAML(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/yaml")
		_, _ = io.WriteString(w, text) // fails when the reader has left
	})
}

func asJSON(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil { // of an account that is no text of YAML
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		_ = encoder.Encode(value)
	})
}
