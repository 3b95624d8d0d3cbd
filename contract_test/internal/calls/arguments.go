package calls

import (
	"fmt"
	"iter"
	"maps"

	"github.com/streamdl/streamdl-go/internal/document"
)

// Arguments are values for the parameters of an operation, by name.
type Arguments map[string]any

// Each returns the arguments to call an operation with: those of [OfPath] and, if there are query parameters, once
// more with the example of each.
func Each(op document.Operation, known Arguments) []Arguments {
	all := OfPath(op, known)
	query := maps.Clone(all[0])
	for _, parameter := range op.QueryParameters() {
		query[parameter.Name] = parameter.Example
	}
	if len(query) > len(all[0]) {
		all = append(all, query)
	}
	return all
}

// OfPath returns the arguments for the path of an operation. A parameter with a list of values gets each of them,
// another the known value, or else the example of the document.
func OfPath(op document.Operation, known Arguments) []Arguments {
	all := []Arguments{{}}
	for _, parameter := range op.PathParameters() {
		values := parameter.Schema.Value.Enum
		if value, is := known[parameter.Name]; is {
			values = []any{value}
		} else if len(values) == 0 {
			values = []any{parameter.Example}
		}
		var each []Arguments
		for _, arguments := range all {
			for _, value := range values {
				each = append(each, arguments.With(parameter.Name, value))
			}
		}
		all = each
	}
	return all
}

// With returns the arguments with another value of a parameter.
func (a Arguments) With(name string, value any) Arguments {
	changed := maps.Clone(a)
	changed[name] = value
	return changed
}

// Text is the value of a parameter as it stands in a path, empty if there is none.
func (a Arguments) Text(name string) string {
	if a[name] == nil {
		return ""
	}
	return fmt.Sprint(a[name])
}

// Examples are those of each response of an operation.
func Examples(op document.Operation) iter.Seq2[document.Response, document.Example] {
	return func(yield func(document.Response, document.Example) bool) {
		for _, declared := range op.DeclaredResponses() {
			for _, example := range document.Examples(declared.Media) {
				if !yield(declared, example) {
					return
				}
			}
		}
	}
}
