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

const (
	recordedBody     = 64 << 10
	recordedRequests = 10_000
	recordedBytes    = 32 << 20
)

// recorder keeps the last requests, within bounds of number and size.
type recorder struct {
	handled int // all of them
	kept    []Request
	bytes   int // of those that are kept
}

func (r *recorder) add(request Request) {
	r.handled++
	r.kept = append(r.kept, request)
	r.bytes += request.size()
	if len(r.kept) <= recordedRequests && r.bytes <= recordedBytes {
		return
	}
	drop := len(r.kept) / 2 // half at once, so that the copying is rare
	for _, dropped := range r.kept[:drop] {
		r.bytes -= dropped.size()
	}
	r.kept = slices.Delete(r.kept, 0, drop)
}

// size estimates the memory that a request takes.
func (r Request) size() int {
	size := 512 + len(r.URL.Path) + len(r.URL.RawQuery) + len(r.Body)
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + 64
		}
	}
	return size
}

// Requests returns the requests seen so far, in the order of their arrival, at most the last 10,000, and the last 32 MiB.
// Without operations it returns all, otherwise those that asked for one of them.
func (s *Server) Requests(operations ...Operation) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var seen []Request
	for _, request := range s.requests.kept {
		if len(operations) == 0 || slices.Contains(operations, request.Operation) {
			seen = append(seen, request)
		}
	}
	return seen
}

// record keeps a request, numbers it, and returns the faults that happen to it.
func (s *Server) record(r *http.Request, operation Operation) (number int, faults []Fault) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, recordedBody)) // whoever reads on meets the error again
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), r.Body), r.Body}
	address := *r.URL
	address.Scheme, address.Host = caller(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests.add(Request{
		Time: time.Now(), Operation: operation, Method: r.Method, URL: &address, Header: r.Header.Clone(), Body: body,
	})
	return s.requests.handled, s.faults.Next(operation)
}
