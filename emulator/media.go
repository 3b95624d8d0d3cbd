package emulator

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// file is the content of a download and what is said about it.
type file struct {
	content  Content
	etag     string
	replaced int       // how often
	modified time.Time // zero until it was replaced: then it is as old as the download
}

func newFile(content Content) *file {
	return &file{content: content, etag: `"` + fingerprint(content, 0) + `"`}
}

type format struct{ name, extension, mediaType string }

var formats = map[gen.DownloadType]format{
	gen.DownloadTypeDefault: {"default.mp4", ".mp4", "video/mp4"},
	gen.DownloadTypeAudio:   {"audio.m4a", ".m4a", "audio/mp4"},
}

func mediaPath(identifier string, kind gen.DownloadType) string {
	return "/" + identifier + "/downloads/" + formats[kind].name
}

// serveMedia serves a file: whole or in ranges, with validators.
func (s *Server) serveMedia(w http.ResponseWriter, r *http.Request) {
	served, format, err := s.find(r.PathValue("video"), r.PathValue("file"))
	if err != nil {
		refusal := &mediaError{status: http.StatusNotFound}
		errors.As(err, &refusal)
		exchangeOf(r.Context()).reason = refusal.reason
		writePage(w, refusal.status)
		return
	}
	disposition, err := attachment(r.URL.Query().Get("filename"), format)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	header := w.Header()
	if disposition != "" {
		header.Set("Content-Disposition", disposition)
	}
	header.Set("Content-Type", format.mediaType)
	header.Set("ETag", served.etag)
	content := io.NewSectionReader(served.content, 0, served.content.Size())
	http.ServeContent(w, r, "", served.modified, content)
}

// mediaError is why there is no file under a path.
type mediaError struct {
	status int
	reason string // for the log
}

func (e *mediaError) Error() string { return e.reason }

// find returns a copy of the file, so that a response that has begun isn't touched when it is replaced.
func (s *Server) find(segment, name string) (file, format, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.locate(segment)
	if err != nil {
		return file{}, format{}, err
	}
	for kind, asked := range v.downloads {
		if formats[kind].name != name {
			continue
		}
		elapsed, needed := time.Since(asked), s.encodeTime(v.details.UID, kind)
		progress, _ := s.progress(v, kind, elapsed)
		if progress != gen.DownloadStatusReady || elapsed < needed+s.fileDelay {
			return file{}, format{}, &mediaError{http.StatusNotFound, "the download is not ready"}
		}
		served := *v.file(kind)
		if served.modified.IsZero() {
			served.modified = asked.Add(needed)
		}
		return served, formats[kind], nil
	}
	return file{}, format{}, &mediaError{http.StatusNotFound, "the download was not asked for"}
}

// locate returns the video that a segment of a path names, or opens as a token.
func (s *Server) locate(segment string) (*video, error) {
	v, exists := s.store.videos[segment]
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

var fileName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,120}$`)

// attachment names the file that a browser is to save. The service appends the extension; its
// own example brings one along.
func attachment(name string, as format) (string, error) {
	if name == "" {
		return "", nil
	}
	stem := strings.TrimSuffix(name, as.extension)
	if !fileName.MatchString(stem) {
		return "", fmt.Errorf("filename %q: want 1 to 120 of a-z, A-Z, 0-9, - and _", name)
	}
	return fmt.Sprintf(`attachment; filename="%s%s"`, stem, as.extension), nil
}

// writePage responds as the host of the files does, in HTML.
func writePage(w http.ResponseWriter, status int) {
	text := http.StatusText(status)
	if status == http.StatusNotFound {
		text = "Object not found"
	}
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<html><body>%s</body></html>", text) // fails only when the client has left
}
