package emulator

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Request is a request that a server saw, with the credentials in it: a fake has no secrets.
type Request struct {
	Time      time.Time
	Operation Operation // empty when the request asked for nothing that exists
	Method    string
	URL       *url.URL // with scheme and host
	Header    http.Header
	Body      []byte // the first 64 KiB
}

const recordedBody = 64 << 10

// Requests returns the requests seen so far, in the order of their arrival, at most the last 10,000.
// Without operations it returns all, otherwise those that asked for one of them.
func (s *Server) Requests(operations ...Operation) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var seen []Request
	for _, request := range s.requests {
		if len(operations) == 0 || slices.Contains(operations, request.Operation) {
			seen = append(seen, request)
		}
	}
	return seen
}

// record keeps a request, numbers it, and returns the faults that it meets.
func (s *Server) record(r *http.Request, operation Operation) (number int, faults []Fault) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, recordedBody)) // whoever reads on meets the error again
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
	address := *r.URL
	address.Scheme, address.Host = scheme(r), r.Host
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handled++
	if len(s.requests) == s.requestLimit {
		s.requests = slices.Delete(s.requests, 0, s.requestLimit/2) // half, so that the copying is rare
	}
	s.requests = append(s.requests, Request{
		Time: time.Now(), Operation: operation, Method: r.Method, URL: &address, Header: r.Header.Clone(), Body: body,
	})
	for _, fault := range s.faults {
		if fault.meets(operation) {
			faults = append(faults, fault.Fault)
		}
	}
	return s.handled, faults
}
