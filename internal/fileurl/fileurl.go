// Package fileurl takes apart and puts together the addresses of files. Their path is
// /{video or token}/downloads/{file}.
package fileurl

import (
	"errors"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/streamdl/streamdl-go/internal/signing"
)

// Video returns the video that an address is of, the path of the file that follows it, and whether a token stands in the
// place of the video, which may not name it. All are empty if the address has another form.
func Video(address string) (video, file string, signed bool) {
	parsed, err := url.Parse(address)
	if err != nil {
		return "", "", false
	}
	_, video, file = split(parsed)
	if subject, ok := signing.Subject(video); ok {
		return subject, file, true
	}
	return video, file, false
}

// Check refuses what nothing can be fetched from.
func Check(address string) error {
	parsed, err := url.Parse(address)
	switch {
	case address == "":
		return errors.New("the download has no URL")
	case err != nil, parsed.Host == "", parsed.User != nil, parsed.Scheme != "https" && parsed.Scheme != "http":
		return errors.New("the URL of the download is not an address on the web")
	}
	return nil
}

// WithToken puts a token in the place of the video. Its error repeats nothing of the address, which may have one already.
func WithToken(address, token string) (string, error) {
	noPlace := errors.New("the URL of the download has no place for a token")
	parsed, err := url.Parse(address)
	if err != nil {
		return "", noPlace
	}
	before, video, file := split(parsed)
	if video == "" {
		return "", noPlace
	}
	signed := parsed.Scheme + "://" + parsed.Host + before + token + file
	if parsed.RawQuery != "" {
		signed += "?" + parsed.RawQuery
	}
	return signed, nil
}

func split(address *url.URL) (before, video, file string) {
	folder, name := path.Split(address.EscapedPath())
	folder, ok := strings.CutSuffix(folder, "/downloads/")
	before, video = path.Split(folder)
	if !ok || video == "" || name == "" {
		return "", "", ""
	}
	return before, video, "/downloads/" + name
}

// WithName asks for a name of the file by the query, of which the rest stays as it is: it may be signed. An empty name asks
// for nothing.
func WithName(address, name string) string {
	if name == "" {
		return address
	}
	address, fragment, hasFragment := strings.Cut(address, "#")
	address, query, _ := strings.Cut(address, "?")
	var parameters []string
	if query != "" {
		parameters = slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool { return strings.HasPrefix(p, "filename=") })
	}
	address += "?" + strings.Join(append(parameters, "filename="+name), "&")
	if hasFragment {
		address += "#" + fragment
	}
	return address
}

// maxName is what the service takes of a file name:
// https://developers.cloudflare.com/stream/viewing-videos/download-videos/
const maxName = 120

// Name is the name under which the service would serve a file that is to be called name, without the extension, which the
// service appends. It is empty if name has nothing that can stay.
func Name(name string) string {
	if extension := path.Ext(name); strings.EqualFold(extension, ".mp4") || strings.EqualFold(extension, ".m4a") {
		name = strings.TrimSuffix(name, extension)
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '_'
	}, name)
	if strings.Trim(name, "_") == "" {
		return ""
	}
	return name[:min(len(name), maxName)]
}
