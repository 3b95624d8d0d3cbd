package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/streamdl/streamdl-go/gen/server"
)

// BasePath is where the API begins on the emulator, as on the real service.
const BasePath = "/client/v4"

// Server is a fake of the service: the API and the host of the files in one. It is safe for concurrent
// use, and has to be closed.
type Server struct {
	settings
	mux *http.ServeMux

	mu        sync.Mutex // guards all below
	store     store
	faults    []*armedFault
	requests  []Request
	handled   int
	limit     limiter
	listeners []*http.Server
	serving   sync.WaitGroup
}

// New returns a server that knows the account, the video and the credentials that Cloudflare prints in
// its reference. The error joins all that is wrong with the options.
func New(options ...Option) (*Server, error) {
	s := &Server{settings: defaultSettings(), mux: http.NewServeMux()}
	s.store.video(DefaultVideo)
	var errs []error
	for _, option := range options {
		if option == nil {
			errs = append(errs, errors.New("option is nil"))
			continue
		}
		errs = append(errs, option(s))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(fmt.Errorf("emulator: %w", err), s.Close())
	}
	s.route()
	return s, nil
}

// Handler returns the server as an [http.Handler], for a listener or a test server of one's own.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

func (s *Server) route() {
	strict := server.NewStrictHandlerWithOptions(&api{s}, nil, server.StrictHTTPServerOptions{
		RequestErrorHandlerFunc:  writeBadRequest,
		ResponseErrorHandlerFunc: writeInternalError,
	})
	server.HandlerWithOptions(strict, server.StdHTTPServerOptions{
		BaseURL:          BasePath,
		BaseRouter:       s.mux,
		ErrorHandlerFunc: writeBadRequest,
		// The last is the outermost.
		Middlewares: []server.MiddlewareFunc{s.limitRate, s.authenticate},
	})
	s.mux.HandleFunc("GET "+mediaPattern, s.serveMedia)
}

// serve is the chain of one exchange, in the order in which things happen: the request is recorded, the
// faults that it meets wrap everything else, then it is routed.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	handler, operation := s.handlerOf(r)
	number, faults := s.record(r, operation)
	w.Header().Set("Cf-Ray", fmt.Sprintf("%016x-EMU", number))
	r = withExchange(r, exchange{s, operation, origin(r)})
	for i := len(faults) - 1; i >= 0; i-- { // the first in the script is the outermost
		handler = faults[i].Wrap(handler)
	}
	defer breakConnection(w)
	handler.ServeHTTP(w, r)
}

// handlerOf tells what a request asks for. The router would answer what it doesn't know in plain text,
// and redirect a path with dots in it.
func (s *Server) handlerOf(r *http.Request) (http.Handler, Operation) {
	if clean := path.Clean(r.URL.Path); clean == r.URL.Path {
		handler, pattern := s.mux.Handler(r)
		if pattern != "" {
			// The router fills in the path values, so it has to be the one that is called.
			return s.mux, operations[strings.Replace(pattern, BasePath, "", 1)]
		}
		refusal := unsentReply{header: http.Header{}}
		handler.ServeHTTP(&refusal, r)
		if refusal.status == http.StatusMethodNotAllowed {
			return methodNotAllowed(refusal.header.Get("Allow")), ""
		}
	}
	return http.HandlerFunc(writeNoRoute), ""
}

// unsentReply is a reply that nobody gets to see.
type unsentReply struct {
	header http.Header
	status int
}

func (p *unsentReply) Header() http.Header         { return p.header }
func (p *unsentReply) Write(b []byte) (int, error) { return len(b), nil }
func (p *unsentReply) WriteHeader(status int)      { p.status = status }

// Close stops all listeners, breaks their connections, and closes the files that were opened. Closing
// again does nothing.
func (s *Server) Close() error {
	s.mu.Lock()
	listeners, files := s.listeners, s.files
	s.listeners, s.files = nil, nil
	s.mu.Unlock()
	var errs []error
	for _, listener := range listeners {
		errs = append(errs, listener.Close())
	}
	s.serving.Wait()
	for _, file := range files {
		errs = append(errs, file.Close())
	}
	return errors.Join(errs...)
}
