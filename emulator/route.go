package emulator

import (
	"net/http"
	"path"
	"strings"

	"github.com/streamdl/streamdl-go/gen/server"
)

// handlerOf returns what handles a request, and what the request asks for. The router alone would respond to what it
// doesn't know in plain text, and redirect a path with dots in it.
func (s *Server) handlerOf(r *http.Request) (http.Handler, Operation) {
	if path.Clean(r.URL.Path) != r.URL.Path {
		return http.HandlerFunc(writeNoRoute), ""
	}
	handler, pattern := s.mux.Handler(r)
	if pattern == mediaPattern {
		return s.mux, Media
	}
	if pattern != "" {
		// The router fills in the path values, so it has to be the one that is called.
		return s.mux, Operation(server.Operations[strings.Replace(pattern, BasePath, "", 1)])
	}
	refusal := refusal{header: http.Header{}}
	handler.ServeHTTP(&refusal, r)
	if refusal.status == http.StatusMethodNotAllowed {
		return methodNotAllowed(refusal.header.Get("Allow")), ""
	}
	return http.HandlerFunc(writeNoRoute), ""
}

// refusal takes the header and the status that the router responds with to what it doesn't know.
type refusal struct {
	header http.Header
	status int
}

func (r *refusal) Header() http.Header         { return r.header }
func (r *refusal) Write(p []byte) (int, error) { return len(p), nil }
func (r *refusal) WriteHeader(status int)      { r.status = status }

// videoOf returns the identifier of the video in a path of the API.
func videoOf(path string) string {
	_, rest, _ := strings.Cut(path, "/stream/")
	identifier, _, _ := strings.Cut(rest, "/")
	return identifier
}

// mediaOf splits the path of a file.
func mediaOf(path string) (identifier, name string) {
	identifier, name, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/downloads/")
	return identifier, name
}
