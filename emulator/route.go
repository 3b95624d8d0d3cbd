package emulator

import (
	"net/http"
	"net/http/httptest"
	"path"
	"strings"

	"github.com/streamdl/streamdl-go/gen/server"
)

// mediaPattern is the route of the files.
const mediaPattern = "GET /{video}/downloads/{file}"

func routesOf(s *service) *http.ServeMux {
	routes := http.NewServeMux()
	strict := server.NewStrictHandlerWithOptions(s, nil, server.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: writeBadRequest,
	})
	server.HandlerWithOptions(strict, server.StdHTTPServerOptions{
		BaseURL:          BasePath,
		BaseRouter:       routes,
		ErrorHandlerFunc: writeBadRequest,
		// The last is the outermost.
		Middlewares: []server.MiddlewareFunc{s.limit.limitRate, s.authenticate},
	})
	routes.HandleFunc(mediaPattern, s.serveMedia)
	return routes
}

// handlerOf returns what handles a request, and what the request asks for. The routes alone would respond to what they
// don't know in plain text, and redirect a path with dots in it.
func handlerOf(routes *http.ServeMux, r *http.Request) (http.Handler, Operation) {
	if path.Clean(r.URL.Path) != r.URL.Path {
		return noRoute(r.URL.Path), ""
	}
	handler, pattern := routes.Handler(r)
	if pattern == mediaPattern {
		return routes, Media
	}
	if pattern != "" {
		// The router fills in the path values, so it has to be the one that is called.
		return routes, Operation(server.Operations[strings.Replace(pattern, BasePath, "", 1)])
	}
	refusal := httptest.NewRecorder()
	handler.ServeHTTP(refusal, r)
	if refusal.Code == http.StatusMethodNotAllowed {
		return methodNotAllowed(refusal.Header().Get("Allow")), ""
	}
	return noRoute(r.URL.Path), ""
}
