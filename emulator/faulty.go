package emulator

import (
	"net/http"
	"path"
	"time"

	"github.com/streamdl/streamdl-go/emulator/fault"
)

var _ fault.Service = (*service)(nil)

// WriteFailure responds as the API does, or as the host of the files.
func (s *service) WriteFailure(w http.ResponseWriter, r *http.Request, status, code int, message string) {
	if exchangeOf(r.Context()).operation == Media && code == 0 {
		writePage(w, status)
		return
	}
	failureWith(status, code, message).ServeHTTP(w, r)
}

// ReplaceFile replaces the file of a request by one of the same length and other bytes.
func (s *service) ReplaceFile(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := kindOf(path.Base(r.URL.Path))
	if v, refusal := s.locate(videoSegment(r.URL.Path)); refusal == nil && kind != "" {
		s.replace(v, kind, altered{v.file(kind).content})
	}
}

// DeleteVideo deletes the video of a request.
func (s *service) DeleteVideo(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	identifier := videoSegment(r.URL.Path)
	if v, refusal := s.locate(identifier); refusal == nil { // by a token, too
		identifier = v.details.UID
	}
	s.videos.delete(identifier)
}

// Block refuses all calls of the API for a while.
func (s *service) Block(d time.Duration) { s.limit.block(d) }
