package emulator

import (
	"fmt"
	"net/http"
	"sync"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/gen/server"
)

// service handles each operation of the document, and the files.
type service struct {
	*config
	mu sync.Mutex // guards the videos and the signing keys
}

var _ server.StrictServerInterface = (*service)(nil)

// onVideo responds with what is done to a video, which nobody else touches meanwhile.
func (s *service) onVideo(identifier string, respond func(*video) response) server.ResponseFunc {
	if len(identifier) > maxIdentifierLength {
		return failure(http.StatusBadRequest, gen.Message{
			Code:    10005,
			Message: fmt.Sprintf("Invalid identifier: longer than %d characters", maxIdentifierLength),
			Source:  &gen.MessageSource{Pointer: "/identifier"},
		}).write
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, exists := s.videos.all[identifier]
	if !exists {
		return notFound("Video not found").write
	}
	return respond(v).write
}
