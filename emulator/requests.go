package emulator

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/streamdl/streamdl-go/emulator/fault"
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

// recorder keeps the last requests, within bounds of number and size, and knows which faults happen to the next.
type recorder struct {
	script  fault.Script
	mu      sync.Mutex // also keeps the order of the requests and that in which the script counts them the same
	handled int        // all of them
	kept    []Request
	bytes   int // of those that are kept
}

func (r *recorder) add(request Request) {
	r.handled++
	r.kept = append(r.kept, request)
	r.bytes += request.size()
	for len(r.kept) > recordedRequests || r.bytes > recordedBytes {
		r.bytes -= r.kept[0].size()
		r.kept[0] = Request{} // the array behind the slice goes on to hold it
		r.kept = r.kept[1:]
	}
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

// record keeps a request, numbers it, and returns the faults that happen to it.
func (r *recorder) record(request *http.Request, operation Operation) (number int, faults []Fault) {
	body, _ := io.ReadAll(io.LimitReader(request.Body, recordedBody)) // whoever reads on meets the error again
	request.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), request.Body), request.Body}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(Request{
		Time: time.Now(), Operation: operation, Method: request.Method, URL: new(*request.URL), Header: request.Header.Clone(), Body: body,
	})
	return r.handled, r.script.Next(operation)
}

// of returns the requests that asked for one of the operations, or all if there is none.
func (r *recorder) of(operations []Operation) []Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	var seen []Request
	for _, request := range r.kept {
		if len(operations) == 0 || slices.Contains(operations, request.Operation) {
			seen = append(seen, request)
		}
	}
	return seen
}
