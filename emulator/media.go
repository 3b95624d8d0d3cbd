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
	served, format, status := s.find(r.PathValue("video"), r.PathValue("file"))
	if status != http.StatusOK {
		writePage(w, status)
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

// find returns a copy of the file, so that a reply that has begun isn't touched when it is replaced.
func (s *Server) find(identifier, name string) (file, format, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, status := s.store.locate(identifier)
	if status != http.StatusOK {
		return file{}, format{}, status
	}
	for kind, asked := range v.downloads {
		if formats[kind].name != name {
			continue
		}
		elapsed := time.Since(asked)
		progress, _ := s.progress(v, elapsed)
		if progress != gen.DownloadStatusReady || elapsed < s.encodeTime+s.fileDelay {
			break
		}
		served := *v.files[kind]
		if served.modified.IsZero() {
			served.modified = asked.Add(s.encodeTime)
		}
		return served, formats[kind], http.StatusOK
	}
	return file{}, format{}, http.StatusNotFound
}

func (s *store) locate(identifier string) (*video, int) {
	if v, exists := s.byToken[identifier]; exists {
		return v, http.StatusOK
	}
	v, exists := s.videos[identifier]
	switch {
	case !exists:
		return nil, http.StatusNotFound
	case v.private:
		return nil, http.StatusUnauthorized
	}
	return v, http.StatusOK
}

var fileName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,120}$`)

// attachment tells under which name a browser is to save a file. The service appends the extension; its
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

// writePage answers as a host of files does, in HTML.
func writePage(w http.ResponseWriter, status int) {
	text := http.StatusText(status)
	if status == http.StatusNotFound {
		text = "Object not found"
	}
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<html><body>%s</body></html>", text) // fails only when the client has left
}
