package document

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Operation is one operation of a document and where it stands.
type Operation struct {
	*openapi3.Operation
	Method string
	Path   string // as the document writes it, with its parameters in braces
	Item   *openapi3.PathItem
}

// Operations returns the operations of a document, in the order of their paths and methods.
func Operations(doc *openapi3.T) []Operation {
	var all []Operation
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			all = append(all, Operation{Operation: op, Method: method, Path: path, Item: item})
		}
	}
	slices.SortFunc(all, func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return all
}

// PathParameters returns the parameters in the path of an operation, in the order in which they stand there.
func (o Operation) PathParameters() []*openapi3.Parameter {
	var inOrder []*openapi3.Parameter
	for segment := range strings.SplitSeq(o.Path, "/") {
		name, isParameter := strings.CutPrefix(segment, "{")
		if !isParameter {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		parameter := o.Parameters.GetByInAndName(openapi3.ParameterInPath, name)
		if parameter == nil {
			parameter = o.Item.Parameters.GetByInAndName(openapi3.ParameterInPath, name)
		}
		inOrder = append(inOrder, parameter)
	}
	return inOrder
}

// QueryParameters returns the parameters in the query of an operation, in the order in which they are declared.
func (o Operation) QueryParameters() []*openapi3.Parameter {
	var declared []*openapi3.Parameter
	for _, ref := range slices.Concat(o.Item.Parameters, o.Parameters) {
		if ref.Value.In == openapi3.ParameterInQuery {
			declared = append(declared, ref.Value)
		}
	}
	return declared
}

// Response is one kind of response that an operation declares.
type Response struct {
	Operation Operation
	Status    string // as the document writes it: a number, 4XX, 5XX or default
	MediaType string // empty if the response has no content
	Media     *openapi3.MediaType
}

// DeclaredResponses returns every status with every media type that an operation declares, in order.
func (o Operation) DeclaredResponses() []Response {
	var all []Response
	responses := o.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		content := responses[status].Value.Content
		if len(content) == 0 {
			all = append(all, Response{Operation: o, Status: status})
		}
		for _, mediaType := range slices.Sorted(maps.Keys(content)) {
			all = append(all, Response{Operation: o, Status: status, MediaType: mediaType, Media: content[mediaType]})
		}
	}
	return all
}

// StatusCode is a status that the response stands for.
func (r Response) StatusCode() int {
	if code, err := strconv.Atoi(r.Status); err == nil {
		return code
	}
	if r.Status == "5XX" || r.Status == "default" {
		return 500
	}
	return 100 * int(r.Status[0]-'0')
}

// Example is a named example of a response or of a request body.
type Example struct {
	Name   string
	Value  any
	Schema *openapi3.Schema
}

// Examples returns the named examples of a media type, in order.
func Examples(media *openapi3.MediaType) []Example {
	if media == nil || media.Schema == nil {
		return nil
	}
	var all []Example
	for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
		all = append(all, Example{Name: name, Value: media.Examples[name].Value.Value, Schema: media.Schema.Value})
	}
	return all
}
