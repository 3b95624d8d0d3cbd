package emulator

import (
	"fmt"

	"github.com/streamdl/streamdl-go/gen"
)

// Script injects the faults that the texts describe, in the language of [ParseFault]. When one of them
// can't be read, none is injected.
func (s *Server) Script(specs ...string) error {
	faults, err := parseFaults(specs)
	s.Inject(faults...)
	return err
}

// Inject adds faults to those there are. Where several happen to one request, the first is the outermost.
func (s *Server) Inject(faults ...Fault) { s.requests.script.Add(faults...) }

// ClearFaults removes all faults.
func (s *Server) ClearFaults() { s.requests.script.Clear() }

// Requests returns the requests seen so far, in the order of their arrival, at most the last 10,000, and the last 32 MiB.
// Without operations it returns all, otherwise those that asked for one of them.
func (s *Server) Requests(operations ...Operation) []Request { return s.requests.of(operations) }

// Replace gives a download another content, as if it had been generated anew: its ETag changes and its
// Last-Modified advances. Responses that have begun go on with the old content.
func (s *Server) Replace(identifier string, kind gen.DownloadType, content Content) error {
	s.service.mu.Lock()
	defer s.service.mu.Unlock()
	v, exists := s.service.videos.all[identifier]
	if !exists || !kind.Valid() {
		return fmt.Errorf("emulator: replace: there is no %q of video %q", kind, identifier)
	}
	s.service.replace(v, kind, content)
	return nil
}

// DeleteVideo deletes a video with its files, as if that had been done in the dashboard. It does nothing when there is
// no such video.
func (s *Server) DeleteVideo(identifier string) {
	s.service.mu.Lock()
	defer s.service.mu.Unlock()
	s.service.videos.delete(identifier)
}
