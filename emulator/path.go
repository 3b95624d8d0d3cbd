package emulator

import (
	"fmt"
	"strings"
)

// BasePath is where the API begins on the emulator, as on the real service.
const BasePath = "/client/v4"

// maxIdentifierLength is the limit that the API puts on the identifiers of accounts and videos.
const maxIdentifierLength = 32

// checkIdentifier refuses what no call could name, since it is a segment of the path there.
func checkIdentifier(what, identifier string) error {
	if identifier == "" || len(identifier) > maxIdentifierLength {
		return fmt.Errorf("%s %q: the identifier needs 1 to %d characters", what, identifier, maxIdentifierLength)
	}
	if identifier == "." || identifier == ".." || strings.ContainsAny(identifier, `/\?#%`) {
		return fmt.Errorf("%s %q: the identifier can't be a segment of a path", what, identifier)
	}
	return nil
}

// isToken reports whether a segment of a path is a token, well-formed or not, rather than the identifier of a video.
func isToken(segment string) bool {
	return strings.Count(segment, ".") == 2 || len(segment) > maxIdentifierLength
}

// redactPath takes out of a path what is, or was meant as, a token.
func redactPath(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if isToken(segment) {
			segments[i] = "REDACTED"
		}
	}
	return strings.Join(segments, "/")
}

// videoSegment returns the segment of a path of the API, or of a file, that names a video or is a token.
func videoSegment(path string) string {
	_, rest, isAPI := strings.Cut(path, "/stream/")
	if !isAPI {
		rest = strings.TrimPrefix(path, "/")
	}
	segment, _, _ := strings.Cut(rest, "/")
	return segment
}
