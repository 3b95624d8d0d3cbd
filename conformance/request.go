package conformance

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Request judges a request, whose body is given apart.
func (c *Checker) Request(req *http.Request, body []byte) []Deviation {
	route, values, deviation := c.route(req)
	if deviation != nil {
		return []Deviation{*deviation}
	}
	judge := judgement{template: Deviation{Operation: route.Operation.OperationID, Method: req.Method, Path: route.Path}}
	judge.parameters(req, route, values)
	judge.security(req.Header, c.doc, route.Operation)
	judge.accept(req.Header, route.Operation)
	judge.requestBody(req.Header, route.Operation.RequestBody, body)
	return judge.deviations
}

// judgement gathers the deviations of one request or of one reply.
type judgement struct {
	template   Deviation
	deviations []Deviation
}

func (j *judgement) add(rule, pointer, format string, args ...any) {
	d := j.template
	d.Rule, d.Pointer, d.Reason = rule, pointer, fmt.Sprintf(format, args...)
	j.deviations = append(j.deviations, d)
}

func (j *judgement) parameters(req *http.Request, route *routers.Route, values map[string]string) {
	input := &openapi3filter.RequestValidationInput{
		Request: req, Route: route, PathParams: values,
		Options: &openapi3filter.Options{
			MultiError:              true,
			ExcludeRequestBody:      true,                                  // see requestBody
			AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc, // see security
			SchemaValidationOptions: schemaOptions(),
		},
	}
	err := openapi3filter.ValidateRequest(context.Background(), input)
	for _, err := range flatten(err) {
		var wrong *openapi3filter.RequestError
		if errors.As(err, &wrong) && wrong.Parameter != nil {
			for _, f := range findings(wrong.Err) {
				j.add(RuleParameter, "", "%s parameter %s: %s", wrong.Parameter.In, wrong.Parameter.Name, f.reason)
			}
			continue
		}
		j.add(RuleParameter, "", "%s", err)
	}
	for name := range req.URL.Query() {
		if !declares(route, openapi3.ParameterInQuery, name) {
			j.add(RuleParameter, "", "query parameter %s is not declared", name)
		}
	}
}

func declares(route *routers.Route, in, name string) bool {
	return route.Operation.Parameters.GetByInAndName(in, name) != nil || route.PathItem.Parameters.GetByInAndName(in, name) != nil
}

// accept finds a request that asks for none of the media types that it may get.
func (j *judgement) accept(header http.Header, op *openapi3.Operation) {
	accepted := header.Get("Accept")
	mediaType, _, err := mime.ParseMediaType(accepted)
	if accepted == "" || (err == nil && mediaType == "*/*") {
		return
	}
	for _, response := range op.Responses.Map() {
		if _, declared := response.Value.Content[mediaType]; declared {
			return
		}
	}
	j.add(RuleContentType, "", "Accept asks for a media type that no reply has")
}

func (j *judgement) requestBody(header http.Header, declared *openapi3.RequestBodyRef, body []byte) {
	types, named := header["Content-Type"]
	switch {
	case len(body) == 0 && declared != nil && declared.Value.Required:
		j.add(RuleBody, "", "the body is missing")
	case len(body) == 0 && named:
		j.add(RuleContentType, "", "there is a Content-Type but no body")
	case len(body) == 0:
	case declared == nil:
		j.add(RuleBody, "", "there is a body, and none is declared")
	case len(types) != 1:
		j.add(RuleContentType, "", "there are %d Content-Type headers", len(types))
	default:
		media := mediaOf(declared.Value.Content, types[0])
		if media == nil {
			j.add(RuleContentType, "", "the body is none of %v", keys(declared.Value.Content))
			return
		}
		j.body(media, body, openapi3.VisitAsRequest())
	}
}

// mediaOf returns what is declared of a media type, whatever its parameters.
func mediaOf(content openapi3.Content, contentType string) *openapi3.MediaType {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil
	}
	return content[mediaType]
}

func keys(content openapi3.Content) []string {
	var names []string
	for name := range content {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
