package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// body judges the body of a media type. All media types of the document are JSON.
func (j *judgement) body(media *openapi3.MediaType, body []byte, direction openapi3.SchemaValidationOption) {
	value, err := parse(body)
	var ambiguous *jsonError
	if errors.As(err, &ambiguous) {
		j.add(RuleJSON, ambiguous.pointer, "%s", ambiguous.reason)
		return
	}
	if media.Schema == nil {
		return
	}
	err = media.Schema.Value.VisitJSON(value, append(schemaOptions(), direction)...)
	for _, f := range findings(err) {
		j.add(f.rule, f.pointer, "%s", f.reason)
	}
}

// jsonError is JSON that is broken or means more than one thing.
type jsonError struct{ pointer, reason string }

func (e *jsonError) Error() string { return e.reason }

// parse reads JSON, and refuses a key that an object has twice and anything after the value: readers differ
// in what they make of those.
func parse(body []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	value, err := parseValue(decoder, "")
	if err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, &jsonError{"", fmt.Sprintf("there is more after the value, at byte %d", decoder.InputOffset())}
	}
	return value, nil
}

func parseValue(decoder *json.Decoder, pointer string) (any, error) {
	token, err := next(decoder, pointer)
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return parseObject(decoder, pointer)
	case json.Delim('['):
		return parseArray(decoder, pointer)
	}
	return token, nil
}

func parseObject(decoder *json.Decoder, pointer string) (any, error) {
	object := map[string]any{}
	for decoder.More() {
		token, err := next(decoder, pointer)
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // the decoder takes nothing else for a key
		place := pointer + "/" + escape(key)
		if _, twice := object[key]; twice {
			return nil, &jsonError{place, "the key is there twice"}
		}
		if object[key], err = parseValue(decoder, place); err != nil {
			return nil, err
		}
	}
	_, err := next(decoder, pointer) // the brace
	return object, err
}

func parseArray(decoder *json.Decoder, pointer string) (any, error) {
	array := []any{}
	for decoder.More() {
		element, err := parseValue(decoder, pointer+"/"+strconv.Itoa(len(array)))
		if err != nil {
			return nil, err
		}
		array = append(array, element)
	}
	_, err := next(decoder, pointer) // the bracket
	return array, err
}

func next(decoder *json.Decoder, pointer string) (json.Token, error) {
	token, err := decoder.Token()
	switch {
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &jsonError{pointer, fmt.Sprintf("it ends too early, at byte %d", decoder.InputOffset())}
	case err != nil:
		return nil, &jsonError{pointer, fmt.Sprintf("it is not JSON from byte %d on", decoder.InputOffset())}
	}
	return token, nil
}

// escape makes a key a segment of a JSON pointer.
func escape(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}
