package source

import "strings"

// Version identifies one state of the object on the server.
type Version struct {
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`
	// Dated says that Modified lay at least a second before the response's own date, so that a second change within the
	// same second is ruled out (RFC 9110, 8.8.2.2).
	Dated bool `json:"dated,omitempty"`
	// Total is the size in bytes, -1 if the server did not say.
	Total int64 `json:"total"`
}

// Match is what two versions say of each other.
type Match int

// A response may be of the same version, of another one, or not say.
const (
	Unknown   Match = iota // nothing contradicts, nothing proves it
	Same                   // byte for byte the same object
	Different              // another object
)

// Compare says whether a response that has the version other belongs to the object v.
func (v Version) Compare(other Version) Match {
	if v.Total >= 0 && other.Total >= 0 && v.Total != other.Total {
		return Different
	}
	if v.ETag != "" && other.ETag != "" {
		if strings.TrimPrefix(v.ETag, "W/") != strings.TrimPrefix(other.ETag, "W/") {
			return Different
		}
		if strongTag(v.ETag) && strongTag(other.ETag) {
			return Same
		}
	}
	dated := v.Modified != "" && other.Modified != ""
	if dated && v.Modified != other.Modified {
		return Different
	}
	// Where a strong tag was promised, its absence cannot be made up for by a date.
	if dated && v.Dated && !strongTag(v.ETag) {
		return Same
	}
	return Unknown
}

// Strong says whether a response can prove that it is of the same version.
func (v Version) Strong() bool { return strongTag(v.ETag) || v.Dated }

// IfRange is the If-Range header for v, empty if nothing in v is strong. Some servers understand the date only.
func (v Version) IfRange(byDate bool) string {
	if strongTag(v.ETag) && (!byDate || !v.Dated) {
		return v.ETag
	}
	if v.Dated {
		return v.Modified
	}
	return ""
}

func strongTag(tag string) bool { return len(tag) >= 2 && tag[0] == '"' }
