package conformance

import (
	"errors"
	"fmt"
	"io"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// body checks the body of a media type, and returns its value. All media types of the document are JSON.
func (f *finder) body(media *openapi3.MediaType, body []byte, direction openapi3.SchemaValidationOption) (value any) {
	if err := json.Unmarshal(body, &value); err != nil {
		pointer, reason := ambiguity(err)
		f.add(RuleJSON, pointer, "%s", reason)
		return nil
	}
	if media.Schema == nil {
		return value
	}
	err := media.Schema.Value.VisitJSON(value, append(schemaOptions(), direction)...)
	for _, v := range violations(err) {
		f.add(v.rule, v.pointer, "%s", v.reason)
	}
	return value
}

// ambiguity says where and why something is not JSON that all readers understand alike, without what stands there.
func ambiguity(err error) (pointer, reason string) {
	var wrong *jsontext.SyntacticError
	switch {
	case !errors.As(err, &wrong):
		return "", "readers differ in what they make of it"
	case errors.Is(err, jsontext.ErrDuplicateName):
		return string(wrong.JSONPointer), "the key is there twice"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return string(wrong.JSONPointer), fmt.Sprintf("it ends too early, at byte %d", wrong.ByteOffset)
	}
	return string(wrong.JSONPointer), fmt.Sprintf("it is not JSON from byte %d on", wrong.ByteOffset)
}
