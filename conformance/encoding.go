package conformance

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
)

// readUpTo reads what the client of an operation would, and fails if there is more.
func readUpTo(r io.Reader, operation string) ([]byte, error) {
	limit := gen.MaxResponseBytes(operation)
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("it is larger than %d bytes", limit)
	}
	return content, err
}

// decoded undoes the encoding of a body that the client asked for itself: only if it leaves that to the transport does
// net/http undo it.
func decoded(header http.Header, body []byte, operation string) ([]byte, error) {
	switch encoding := strings.ToLower(header.Get("Content-Encoding")); encoding {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		unzip, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return body, err
		}
		return readUpTo(unzip, operation)
	default:
		return body, fmt.Errorf("this check does not know the encoding %q", encoding)
	}
}
