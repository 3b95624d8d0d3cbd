package emulator

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// serveMedia serves a file: whole or in ranges, with validators.
func (s *service) serveMedia(w http.ResponseWriter, r *http.Request) {
	kind := kindOf(r.PathValue("file"))
	served, refusal := s.find(r.PathValue("video"), kind)
	if refusal != nil {
		exchangeOf(r.Context()).reason = refusal.reason
		writePage(w, refusal.status)
		return
	}
	disposition, err := attachment(r.URL.Query().Get("filename"), formats[kind].extension)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	header := w.Header()
	if disposition != "" {
		header.Set("Content-Disposition", disposition)
	}
	header.Set("Content-Type", formats[kind].mediaType)
	header.Set("ETag", served.etag)
	content := io.NewSectionReader(served.content, 0, served.content.Size())
	http.ServeContent(w, r, "", served.modified, content)
}

// find returns a copy of the file, so that a response that has begun isn't touched when it is replaced.
func (s *service) find(segment string, kind gen.DownloadType) (file, *mediaError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, refusal := s.locate(segment)
	if refusal != nil {
		return file{}, refusal
	}
	asked, exists := v.downloads[kind]
	if !exists {
		return file{}, &mediaError{http.StatusNotFound, "the download was not asked for"}
	}
	elapsed, needed := time.Since(asked), s.encodeTime(v.details.UID, kind)
	progress, _ := s.progress(v, kind, elapsed)
	if progress != gen.DownloadStatusReady || elapsed < needed+s.fileDelay {
		return file{}, &mediaError{http.StatusNotFound, "the download is not ready"}
	}
	served := *v.file(kind)
	if served.modified.IsZero() {
		served.modified = asked.Add(needed)
	}
	return served, nil
}

// replace gives a download another content. The lock has to be held.
func (s *service) replace(v *video, kind gen.DownloadType, content Content) {
	modified := v.file(kind).modified
	if asked, exists := v.downloads[kind]; exists && modified.IsZero() {
		modified = asked.Add(s.encodeTime(v.details.UID, kind))
	}
	// A date has whole seconds only: without this one, two contents could bear the same.
	modified = modified.Add(time.Second)
	if now := time.Now(); now.After(modified) {
		modified = now
	}
	v.files[kind] = newFile(content, modified)
}

// locate returns the video that a segment of a path names, or opens as a token.
func (s *service) locate(segment string) (*video, *mediaError) {
	v, exists := s.videos.all[segment]
	switch {
	case !exists && isToken(segment):
		return s.videoOfToken(segment)
	case !exists:
		return nil, &mediaError{http.StatusNotFound, "there is no such video"}
	case v.details.RequireSignedURLs:
		return nil, &mediaError{http.StatusUnauthorized, "the video is private, and its identifier is no token"}
	}
	return v, nil
}

var savedName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,120}$`)

// attachment names the file that a browser is to save. The service appends the extension; its
// own example brings one along.
func attachment(name, extension string) (string, error) {
	if name == "" {
		return "", nil
	}
	stem := strings.TrimSuffix(name, extension)
	if !savedName.MatchString(stem) {
		return "", fmt.Errorf("filename %q: want 1 to 120 of a-z, A-Z, 0-9, - and _", name)
	}
	return fmt.Sprintf(`attachment; filename="%s%s"`, stem, extension), nil
}
