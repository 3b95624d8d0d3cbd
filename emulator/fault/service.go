package fault

import (
	"context"
	"net/http"
	"time"
)

// Service is what the effects need of the service that the faults happen to. The URL of a request is the address that the
// caller sent it to, with scheme and host.
type Service interface {
	// WriteFailure responds as the service does when it fails. A zero code and an empty message stand for what is
	// usual under the status.
	WriteFailure(w http.ResponseWriter, r *http.Request, status, code int, message string)
	// ReplaceFile replaces the file that a request asks for by another of the same length.
	ReplaceFile(r *http.Request)
	// DeleteVideo deletes the video that a request is about.
	DeleteVideo(r *http.Request)
	// Block refuses all calls of the API for a while.
	Block(d time.Duration)
}

type serviceKey struct{}

// Wrap returns a handler that makes the faults happen around the given one, the first outermost.
func Wrap(next http.Handler, service Service, faults []Fault) http.Handler {
	for i := len(faults) - 1; i >= 0; i-- {
		next = faults[i].Wrap(next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), serviceKey{}, service)))
	})
}

func serviceOf(r *http.Request) Service {
	service, _ := r.Context().Value(serviceKey{}).(Service)
	return service
}

// discard is a response that nobody gets to see.
type discard struct {
	http.ResponseWriter
	header http.Header
}

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}
func (d discard) FlushError() error           { return nil }
func (d discard) Unwrap() http.ResponseWriter { return d.ResponseWriter }

// discardResponse lets a request take effect without the caller hearing of it.
func discardResponse(w http.ResponseWriter, r *http.Request, handler http.Handler) {
	handler.ServeHTTP(discard{w, http.Header{}}, r)
}
