package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/streamdl/streamdl-go/emulator/fault"
	"github.com/streamdl/streamdl-go/gen/server"
)

// BasePath is where the API begins on the emulator, as on the real service.
const BasePath = "/client/v4"

// mediaPattern is the route of the files.
const mediaPattern = "GET /{video}/downloads/{file}"

// Server is a fake of the service: the API and the host of the files in one. It is safe for concurrent
// use, and has to be closed.
type Server struct {
	settings
	mux    *http.ServeMux
	faults fault.Script

	mu        sync.Mutex // guards all below
	store     store
	requests  recorder
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
	s.mux.HandleFunc(mediaPattern, s.serveMedia)
}

// serve is the chain of one request, in the order in which things happen: it is recorded, then logged, then the faults
// that happen to it wrap everything else, then it is routed.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	handler, operation := s.handlerOf(r)
	number, faults := s.record(r, operation)
	w.Header().Set("Cf-Ray", fmt.Sprintf("%016x-EMU", number))
	defer breakConnection(w)
	handler = s.log(fault.Wrap(handler, faulty{s}, faults), faults)
	handler.ServeHTTP(w, withExchange(r, &exchange{operation: operation, origin: origin(r)}))
}

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
