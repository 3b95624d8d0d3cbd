package transfer

import (
	"net/http"
	"strings"
	"time"
)

// version tells one state of the object on the server from another.
type version struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
	// Dated says that Modified lay at least a second before the reply's own
	// date, so that a second change within the same second is ruled out
	// (RFC 9110, 8.8.2.2).
	Dated bool `json:"dated,omitempty"`
	// Total is the size in bytes, -1 if the server did not say.
	Total int64 `json:"total"`
}

func versionOf(h http.Header, total int64) version {
	v := version{ETag: h.Get("ETag"), Modified: h.Get("Last-Modified"), Total: total}
	modified, errModified := http.ParseTime(v.Modified)
	date, errDate := http.ParseTime(h.Get("Date"))
	if errModified != nil {
		v.Modified = ""
	}
	v.Dated = errModified == nil && errDate == nil && date.Sub(modified) >= time.Second
	return v
}

type verdict int

const (
	unknown   verdict = iota // nothing contradicts, nothing proves it
	same                     // byte for byte the same object
	different                // another object
)

// compare judges whether a reply that says other belongs to the object v.
func (v version) compare(other version) verdict {
	if v.Total >= 0 && other.Total >= 0 && v.Total != other.Total {
		return different
	}
	if v.ETag != "" && other.ETag != "" {
		if strings.TrimPrefix(v.ETag, "W/") != strings.TrimPrefix(other.ETag, "W/") {
			return different
		}
		if strongTag(v.ETag) && strongTag(other.ETag) {
			return same
		}
	}
	dated := v.Modified != "" && other.Modified != ""
	if dated && v.Modified != other.Modified {
		return different
	}
	// Where a strong tag was promised, its absence cannot be made up for by a date.
	if dated && v.Dated && !strongTag(v.ETag) {
		return same
	}
	return unknown
}

// strong says whether a reply can prove that it is of the same version.
func (v version) strong() bool { return strongTag(v.ETag) || v.Dated }

// ifRange is the If-Range header for v, empty if nothing in v is strong. Some
// servers understand the date only.
func (v version) ifRange(byDate bool) string {
	if strongTag(v.ETag) && (!byDate || !v.Dated) {
		return v.ETag
	}
	if v.Dated {
		return v.Modified
	}
	return ""
}

func strongTag(tag string) bool { return len(tag) >= 2 && tag[0] == '"' }
