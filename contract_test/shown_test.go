package contract_test

import (
	"fmt"
	"path"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
)

// shown counts what the examples show of the schemas.
type shown struct {
	properties map[string]*propertyShown // by schema and property
	values     map[string]bool           // by schema and value
}

type propertyShown struct {
	required, present, absent bool
}

// shownByResponses is what the examples of all responses show.
func shownByResponses(t *testing.T) *shown {
	t.Helper()
	all := &shown{properties: map[string]*propertyShown{}, values: map[string]bool{}}
	for _, op := range operations(t) {
		for declared, example := range calls.Examples(op) {
			all.visit(declared.Media.Schema, example.Value)
		}
	}
	return all
}

// missing says what no example shows.
func (s *shown) missing() []string {
	var all []string
	for place, property := range s.properties {
		switch {
		case !property.present:
			all = append(all, "no example has the property "+place)
		case !property.absent && !property.required:
			all = append(all, "every example has the property "+place+", which is optional")
		}
	}
	for place, seen := range s.values {
		if !seen {
			all = append(all, "no example has the value "+place)
		}
	}
	slices.Sort(all)
	return all
}

func (s *shown) visit(ref *openapi3.SchemaRef, value any) {
	schema := ref.Value
	name := path.Base(ref.Ref)
	if ref.Ref == "" {
		name = schema.Description
	}
	for _, choice := range schema.Enum {
		place := fmt.Sprintf("%s = %v", name, choice)
		s.values[place] = s.values[place] || choice == value
	}
	for _, branch := range schema.OneOf {
		if branch.Value.VisitJSON(value) == nil {
			s.visit(branch, value)
		}
	}
	switch value := value.(type) {
	case map[string]any:
		for property, of := range schema.Properties {
			s.property(name+"."+property, schema, property, value)
			if inner, present := value[property]; present {
				s.visit(of, inner)
			}
		}
	case []any:
		for _, element := range value {
			s.visit(schema.Items, element)
		}
	}
}

func (s *shown) property(place string, schema *openapi3.Schema, property string, object map[string]any) {
	counts, known := s.properties[place]
	if !known {
		counts = &propertyShown{required: slices.Contains(schema.Required, property)}
		s.properties[place] = counts
	}
	_, present := object[property]
	counts.present, counts.absent = counts.present || present, counts.absent || !present
}
