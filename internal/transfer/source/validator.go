package source

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// versionOf reads the validators of a response.
func (s *Source) versionOf(h http.Header, total int64) Version {
	v := Version{ETag: h.Get("ETag"), Modified: h.Get("Last-Modified"), Total: total}
	if !isTag(v.ETag) || s.secrets.repeated(v.ETag) { // it is sent back, and kept on disk
		v.ETag = ""
	}
	modified, errModified := http.ParseTime(v.Modified)
	date, errDate := http.ParseTime(h.Get("Date"))
	if errModified != nil {
		v.Modified = ""
	}
	v.Dated = errModified == nil && errDate == nil && date.Sub(modified) >= time.Second
	return v
}

// isTag says whether a text is an entity tag (RFC 9110, 8.8.3), in UTF-8, as the state file has to be.
func isTag(text string) bool {
	text = strings.TrimPrefix(text, "W/")
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return false
	}
	return utf8.ValidString(text) && !strings.ContainsFunc(text[1:len(text)-1], func(r rune) bool { return r < '!' || r == '"' || r == 0x7f })
}
