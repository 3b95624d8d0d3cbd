package conformance

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func schemaOptions() []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{
		openapi3.MultiErrors(),
		openapi3.EnableFormatValidation(),
		openapi3.DisableSchemaErrorDetails(),
		openapi3.WithStringFormatValidator("uri", openapi3.NewCallbackValidator(absoluteURI)),
	}
}

// absoluteURI is a format that the library knows by name only.
func absoluteURI(value string) error {
	u, err := url.Parse(value)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return errors.New("it is not an absolute URI")
	}
	return nil
}

// finding is one violation of a schema.
type finding struct{ rule, pointer, reason string }

// findings lists what is wrong with a value. Of the branches of a oneOf or anyOf, it takes the one that the
// value comes closest to, which is the one that fails at the deepest place.
func findings(err error) []finding {
	var all []finding
	for _, err := range flatten(err) {
		var wrong *openapi3.SchemaError
		if !errors.As(err, &wrong) {
			all = append(all, finding{rule: "schema", reason: err.Error()})
			continue
		}
		if branches := branchesOf(wrong); len(branches) > 0 {
			all = append(all, closest(branches)...)
			continue
		}
		f := findingOf(wrong)
		if f.rule == "not" {
			f.rule, f.reason = excluded(wrong)
		}
		all = append(all, f)
	}
	return all
}

func findingOf(wrong *openapi3.SchemaError) finding {
	pointer := wrong.JSONPointer()
	for i, segment := range pointer {
		pointer[i] = escape(segment)
	}
	f := finding{rule: wrong.SchemaField, reason: wrong.Reason}
	if len(pointer) > 0 {
		f.pointer = "/" + strings.Join(pointer, "/")
	}
	var property string
	if _, err := fmt.Sscanf(wrong.Reason, "property %q is unsupported", &property); err == nil {
		f.rule, f.reason = RuleUndeclared, "the document does not name it"
		f.pointer += "/" + escape(property)
	}
	return f
}

// excluded says what a value that a schema excludes has of it, of which the library says nothing. The library looks at
// the exclusion first, and a value of another type often meets it, as what is required of an object means nothing
// for an array: then the type is what is wrong.
func excluded(wrong *openapi3.SchemaError) (rule, reason string) {
	var mistyped *openapi3.SchemaError
	if errors.As((&openapi3.Schema{Type: wrong.Schema.Type}).VisitJSON(wrong.Value, schemaOptions()...), &mistyped) {
		return mistyped.SchemaField, mistyped.Reason
	}
	var names []string
	for _, branch := range slices.Concat(wrong.Schema.Not.Value.AnyOf, openapi3.SchemaRefs{wrong.Schema.Not}) {
		if required := branch.Value.Required; len(required) > 0 && branch.Value.VisitJSON(wrong.Value) == nil {
			names = append(names, required...)
		}
	}
	if len(names) > 0 {
		return wrong.SchemaField, fmt.Sprintf("it has %q, which no such value may have", names)
	}
	return wrong.SchemaField, "it is what the schema excludes"
}

// flatten takes apart errors that are lists of errors.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	list, isList := err.(openapi3.MultiError) //nolint:errorlint // a list further down belongs to what wraps it
	if !isList {
		return []error{err}
	}
	var all []error
	for _, err := range list {
		all = append(all, flatten(err)...)
	}
	return all
}

// branchesOf returns the errors of the alternatives that a value meets none of.
func branchesOf(wrong *openapi3.SchemaError) []error {
	if wrong.Origin == nil || (wrong.SchemaField != "oneOf" && wrong.SchemaField != "anyOf") {
		return nil
	}
	var list openapi3.MultiError
	errors.As(wrong.Origin, &list)
	return list
}

func closest(branches []error) []finding {
	var best []finding
	bestDepth := -1
	for _, branch := range branches {
		found := findings(branch)
		depth := 0
		for _, f := range found {
			depth = max(depth, strings.Count(f.pointer, "/"))
		}
		if depth > bestDepth || (depth == bestDepth && len(found) < len(best)) {
			best, bestDepth = found, depth
		}
	}
	return best
}
