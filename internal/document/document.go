// Package document loads an OpenAPI document, validates it, and lists its operations. The generation and the tests
// use it, the client does not.
package document

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// Load reads an OpenAPI document and validates all of it: the schemas, the examples against them, and
// the formats of the examples. The error names every place that is wrong.
func Load(data []byte) (*openapi3.T, error) {
	defineURI()
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(data)
	if err != nil {
		return nil, fmt.Errorf("load document: %w", err)
	}
	err = doc.Validate(context.Background(), openapi3.EnableSchemaFormatValidation(), openapi3.EnableMultiError())
	if err := errors.Join(err, checkOperations(doc)); err != nil {
		return nil, fmt.Errorf("validate document: %w", err)
	}
	return doc, nil
}

// defineURI adds a format that the library knows by name only to its table of formats, which is global. The error is
// without the value, which may be a secret.
var defineURI = sync.OnceFunc(func() {
	openapi3.DefineStringFormatValidator("uri", openapi3.NewCallbackValidator(func(value string) error {
		if u, err := url.Parse(value); err != nil || u.Scheme == "" || u.Host == "" {
			return errors.New("it is not an absolute URI")
		}
		return nil
	}))
})

var statusKey = regexp.MustCompile(`^([1-5][0-9][0-9]|[1-5]XX|default)$`)

// checkOperations finds what the library lets pass: undeclared tags, status keys that the generator
// refuses, and responses or request bodies without a named example.
func checkOperations(doc *openapi3.T) error {
	var wrong []string
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			place := method + " " + path
			for _, tag := range op.Tags {
				if doc.Tags.Get(tag) == nil {
					wrong = append(wrong, fmt.Sprintf("%s: tag %q is not declared", place, tag))
				}
			}
			for status, response := range op.Responses.Map() {
				if !statusKey.MatchString(status) {
					wrong = append(wrong, fmt.Sprintf("%s: response %q: want a status, 4XX, 5XX or default", place, status))
				}
				wrong = append(wrong, needExample(fmt.Sprintf("%s: response %s", place, status), response.Value.Content)...)
			}
			if op.RequestBody != nil {
				wrong = append(wrong, needExample(place+": request body", op.RequestBody.Value.Content)...)
			}
		}
	}
	slices.Sort(wrong) // the library keeps paths and responses in maps
	if len(wrong) > 0 {
		return errors.New(strings.Join(wrong, "\n"))
	}
	return nil
}

func needExample(place string, content openapi3.Content) []string {
	var wrong []string
	for mediaType, media := range content {
		if len(media.Examples) == 0 {
			wrong = append(wrong, fmt.Sprintf("%s: %s has no named example", place, mediaType))
		}
	}
	return wrong
}
