package conformance

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// mediaOf returns what is declared of a media type, whatever its parameters.
func mediaOf(content openapi3.Content, contentType string) *openapi3.MediaType {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil
	}
	return content[mediaType]
}

// acceptsAny reports whether a request takes a media type that some response has (RFC 9110, section 12.5.1). One that
// does not say what it takes takes everything.
func acceptsAny(header http.Header, op *openapi3.Operation) bool {
	accept := strings.Join(header.Values("Accept"), ",")
	if accept == "" {
		return true
	}
	for mediaRange := range strings.SplitSeq(accept, ",") {
		accepted, parameters, err := mime.ParseMediaType(mediaRange)
		if quality, invalid := strconv.ParseFloat(parameters["q"], 64); err != nil || invalid == nil && quality == 0 {
			continue
		}
		for _, response := range op.Responses.Map() {
			for declared := range response.Value.Content {
				kind, _, _ := strings.Cut(declared, "/")
				if accepted == "*/*" || accepted == kind+"/*" || accepted == declared {
					return true
				}
			}
		}
	}
	return false
}
