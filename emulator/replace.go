package emulator

import (
	"fmt"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// Replace gives a download another content, as if it had been generated anew: its ETag changes and its
// Last-Modified advances. Responses that have begun go on with the old content.
func (s *Server) Replace(identifier string, kind gen.DownloadType, content Content) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, exists := s.store.videos[identifier]
	if !exists || !kind.Valid() {
		return fmt.Errorf("emulator: replace: there is no %q of video %q", kind, identifier)
	}
	s.replace(v, kind, content)
	return nil
}

func (s *Server) replace(v *video, kind gen.DownloadType, content Content) {
	old := v.file(kind)
	modified := old.modified
	if asked, exists := v.downloads[kind]; exists && modified.IsZero() {
		modified = asked.Add(s.encodeTime(v.details.UID, kind))
	}
	// A date has whole seconds only: without this one, two contents could bear the same.
	modified = modified.Add(time.Second)
	if now := time.Now(); now.After(modified) {
		modified = now
	}
	replaced := old.replaced + 1
	v.setFile(kind, &file{content, `"` + fingerprint(content, replaced) + `"`, replaced, modified})
}

// replaceServed replaces the file of a path by one of the same length and other bytes.
func (s *Server) replaceServed(segment, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.locate(segment)
	if err != nil {
		return
	}
	for kind, format := range formats {
		if format.name == name {
			s.replace(v, kind, altered{v.file(kind).content})
		}
	}
}

// altered is a content with all bytes changed but those that tell its type.
type altered struct{ Content }

func (a altered) ReadAt(p []byte, offset int64) (int, error) {
	n, err := a.Content.ReadAt(p, offset)
	for i := range p[:n] {
		if offset+int64(i) >= int64(len(ftyp)) {
			p[i] += 0x55
		}
	}
	return n, err
}
