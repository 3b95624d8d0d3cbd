package conformance

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

func schemaOptions() []openapi3.SchemaValidationOption {
	return []openapi3.SchemaValidationOption{
		openapi3.MultiErrors(),
		openapi3.EnableFormatValidation(),
		openapi3.DisableSchemaErrorDetails(),
	}
}

// violation is one way in which a value breaks a schema.
type violation struct{ rule, pointer, reason string }

// violations lists what is wrong with a value. Of the branches of a oneOf or anyOf, it takes the one that the
// value comes closest to, which is the one that fails at the deepest place.
func violations(err error) []violation {
	var all []violation
	for _, err := range flatten(err) {
		var wrong *openapi3.SchemaError
		if !errors.As(err, &wrong) {
			all = append(all, violation{rule: "schema", reason: err.Error()})
			continue
		}
		if branches := branchesOf(wrong); len(branches) > 0 {
			all = append(all, closest(branches)...)
			continue
		}
		v := violationOf(wrong)
		if v.rule == "not" {
			v.rule, v.reason = excluded(wrong)
		}
		all = append(all, v)
	}
	return all
}

func violationOf(wrong *openapi3.SchemaError) violation {
	var pointer jsontext.Pointer
	for _, segment := range wrong.JSONPointer() {
		pointer = pointer.AppendToken(segment)
	}
	var property string
	if _, err := fmt.Sscanf(wrong.Reason, "property %q is unsupported", &property); err == nil {
		return violation{RuleUndeclared, string(pointer.AppendToken(property)), "the document does not name it"}
	}
	return violation{wrong.SchemaField, string(pointer), wrong.Reason}
}

// excluded says what a value that a schema excludes has of it, of which the library says nothing. The library begins with
// the exclusion, and a value of another type often meets it, as what is required of an object means nothing
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

func closest(branches []error) []violation {
	var best []violation
	bestDepth := -1
	for _, branch := range branches {
		found := violations(branch)
		depth := 0
		for _, v := range found {
			depth = max(depth, strings.Count(v.pointer, "/"))
		}
		if depth > bestDepth || (depth == bestDepth && len(found) < len(best)) {
			best, bestDepth = found, depth
		}
	}
	return best
}
