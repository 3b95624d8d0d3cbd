package emulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/streamdl/streamdl-go/emulator/fault"
)

// Server is a fake of the service: the API and the host of the files in one. It is safe for concurrent
// use, and has to be closed.
type Server struct {
	service  *service
	routes   *http.ServeMux
	requests recorder

	sockets http.Server
	serving sync.WaitGroup
	closing sync.Once
}

// New returns a server that knows the account, the video and the credentials that Cloudflare prints in
// its reference. The error joins all that is wrong with the options.
func New(options ...Option) (*Server, error) {
	s := &Server{service: &service{config: defaultConfig()}}
	var errs []error
	for _, option := range options {
		if option == nil {
			errs = append(errs, errors.New("option is nil"))
			continue
		}
		errs = append(errs, option(s.service.config))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(fmt.Errorf("emulator: %w", err), s.Close())
	}
	s.routes = routesOf(s.service)
	s.sockets.Handler, s.sockets.ReadHeaderTimeout = s.Handler(), 30*time.Second
	s.requests.script.Add(s.service.faults...)
	return s, nil
}

// Handler returns the server as an [http.Handler], for a listener or a test server of one's own.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// serve is the chain of one request, in the order in which things happen: it is recorded, then logged, then the faults
// that happen to it wrap everything else, then it is routed.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	handler, operation := handlerOf(s.routes, r)
	address := addressOf(r)
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, &exchange{operation: operation, origin: mediaOrigin(address)}))
	r.URL = address
	number, faults := s.requests.record(r, operation)
	w.Header().Set("Cf-Ray", fmt.Sprintf("%016x-EMU", number))
	logging(s.service.logger, fault.Wrap(handler, s.service, faults), faults).ServeHTTP(w, r)
}

// Close stops all listeners, breaks their connections, and closes the files that were opened. Closing
// again does nothing.
func (s *Server) Close() error {
	var errs []error
	s.closing.Do(func() {
		errs = append(errs, s.sockets.Close())
		s.serving.Wait()
		for _, file := range s.service.files {
			errs = append(errs, file.Close())
		}
	})
	return errors.Join(errs...)
}
