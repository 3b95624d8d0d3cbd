// Package reference serves a page on which the API can be read, and each call tried on the emulator. Swagger UI, which
// draws it, comes from a module that embeds it: nothing is asked from another host.
package reference

import (
	"embed"
	"html/template"
	"net/http"
	"path"
	"strings"

	"github.com/swaggest/swgui/v5/static"
	"github.com/vearutop/statigz"
)

// Settings is what the page is about.
type Settings struct {
	API      http.Handler // serves everything but the page
	BasePath string       // where the API begins
	Account  string       // filled in for account_id
	Token    string       // filled in as the credential: one that opens nothing but an emulator
}

//go:embed page
var files embed.FS

var page = template.Must(template.ParseFS(files, "page/index.html"))

// policy keeps the page from asking anybody but the emulator for anything. Swagger UI has its icons in data URLs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// assets is the folder of the scripts and styles of the page.
const assets = "/reference/"

// Handler serves the page on /, the document on /openapi.yaml and /openapi.json, and the API elsewhere.
func Handler(s Settings) http.Handler {
	viewer := http.StripPrefix(assets, statigz.FileServer(static.FS))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler := s.API
		switch asked := r.URL.Path; {
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
		case asked == "/":
			handler = guarded(http.HandlerFunc(s.servePage))
		case asked == "/openapi.yaml":
			handler = guarded(http.HandlerFunc(s.serveYAML))
		case asked == "/openapi.json":
			handler = guarded(http.HandlerFunc(s.serveJSON))
		case asked == assets+"start.js", asked == assets+"style.css":
			handler = guarded(http.HandlerFunc(serveOwn))
		case strings.HasPrefix(asked, assets+"swagger-ui"), strings.HasPrefix(asked, assets+"favicon"):
			handler = guarded(viewer)
		}
		handler.ServeHTTP(w, r)
	})
}

func serveOwn(w http.ResponseWriter, r *http.Request) {
	http.ServeFileFS(w, r, files, "page/"+path.Base(r.URL.Path))
}

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}

func (s Settings) servePage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, s) // fails when the reader has left
}
