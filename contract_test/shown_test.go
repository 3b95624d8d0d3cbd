package contract_test

import (
	"fmt"
	"path"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/streamdl/streamdl-go/contract_test/internal/calls"
)

// shown is what the examples can show of the schemas, and whether one does.
type shown struct {
	present, absent map[string]bool // properties by schema and name; only an optional one can be absent
	values          map[string]bool // by schema and value
}

// shownByResponses is what the examples of all responses show.
func shownByResponses(t *testing.T) shown {
	t.Helper()
	all := shown{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, op := range operations(t) {
		for declared, example := range calls.Examples(op) {
			all.visit(declared.Media.Schema, example.Value)
		}
	}
	return all
}

// missing says what no example shows.
func (s shown) missing() []string {
	var all []string
	for _, of := range []struct {
		format string
		places map[string]bool
	}{{"no example has the property %s", s.present}, {"every example has the property %s, which is optional", s.absent}, {"no example has the value %s", s.values}} {
		for place, seen := range of.places {
			if !seen {
				all = append(all, fmt.Sprintf(of.format, place))
			}
		}
	}
	slices.Sort(all)
	return all
}

func (s shown) visit(ref *openapi3.SchemaRef, value any) {
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
			place := name + "." + property
			inner, present := value[property]
			s.present[place] = s.present[place] || present
			if !slices.Contains(schema.Required, property) {
				s.absent[place] = s.absent[place] || !present
			}
			if present {
				s.visit(of, inner)
			}
		}
	case []any:
		for _, element := range value {
			s.visit(schema.Items, element)
		}
	}
}
