package conformance

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Request checks a request, whose body is given apart, and returns what deviates.
func (c *Checker) Request(req *http.Request, body []byte) []Deviation {
	return c.request(req, body, nil)
}

// request is Request of a body that may not have been read to its end, for the reason in failed.
func (c *Checker) request(req *http.Request, body []byte, failed error) []Deviation {
	route, values, deviation := c.route(req)
	if deviation != nil {
		return []Deviation{*deviation}
	}
	find := finder{template: Deviation{Operation: route.Operation.OperationID, Method: req.Method, Path: route.Path}}
	find.parameters(req, route, values)
	find.security(req.Header, c.doc, route.Operation)
	if !acceptsAny(req.Header, route.Operation) {
		find.add(RuleContentType, "", "Accept asks for media types that no response has")
	}
	find.requestBody(req.Header, route.Operation.RequestBody, body, failed)
	return find.deviations
}

// finder gathers the deviations of one request or of one response.
type finder struct {
	template   Deviation
	deviations []Deviation
}

func (f *finder) add(rule, pointer, format string, args ...any) {
	d := f.template
	d.Rule, d.Pointer, d.Reason = rule, pointer, fmt.Sprintf(format, args...)
	f.deviations = append(f.deviations, d)
}

func (f *finder) parameters(req *http.Request, route *routers.Route, values map[string]string) {
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		f.add(RuleParameter, "", "the query can't be read: servers differ in what they make of it")
	}
	bodiless := *req // the library reads the body before it checks credentials
	bodiless.Body = nil
	input := &openapi3filter.RequestValidationInput{
		Request: &bodiless, Route: route, PathParams: values, QueryParams: query,
		Options: &openapi3filter.Options{
			MultiError:              true,
			ExcludeRequestBody:      true,                                  // see requestBody
			AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc, // see security
			SchemaValidationOptions: schemaOptions(),
		},
	}
	for _, err := range flatten(openapi3filter.ValidateRequest(context.Background(), input)) {
		var wrong *openapi3filter.RequestError
		switch {
		case !errors.As(err, &wrong) || wrong.Parameter == nil:
			f.add(RuleParameter, "", "%s", err)
		case wrong.Err == nil:
			f.add(RuleParameter, "", "%s parameter %s: %s", wrong.Parameter.In, wrong.Parameter.Name, wrong.Reason)
		default:
			for _, v := range parameterViolations(wrong.Err) {
				f.add(RuleParameter, "", "%s parameter %s: %s", wrong.Parameter.In, wrong.Parameter.Name, v)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !declares(route, openapi3.ParameterInQuery, name) {
			f.add(RuleParameter, "", "query parameter %s is not declared", name)
		}
	}
}

// parameterViolations says what is wrong with a parameter, without its value.
func parameterViolations(err error) []string {
	var parse *openapi3filter.ParseError
	if errors.As(err, &parse) {
		return []string{"it is of another type"}
	}
	if errors.Is(err, openapi3filter.ErrInvalidRequired) {
		return []string{"it is missing"}
	}
	var reasons []string
	for _, v := range violations(err) {
		reasons = append(reasons, v.reason)
	}
	return reasons
}

func declares(route *routers.Route, in, name string) bool {
	return route.Operation.Parameters.GetByInAndName(in, name) != nil || route.PathItem.Parameters.GetByInAndName(in, name) != nil
}

// requestBody checks the body of a request. A Content-Type without a body says nothing, and some clients always send one.
func (f *finder) requestBody(header http.Header, declared *openapi3.RequestBodyRef, body []byte, failed error) {
	types := header["Content-Type"]
	switch {
	case len(body) == 0 && declared != nil && declared.Value.Required:
		f.add(RuleBody, "", "the body is missing")
	case len(body) == 0:
	case declared == nil:
		f.add(RuleBody, "", "there is a body, and none is declared")
	case len(types) != 1:
		f.add(RuleContentType, "", "there are %d Content-Type headers", len(types))
	case failed != nil:
		f.add(RuleBody, "", "the body was not checked: %s", failed)
	default:
		media := mediaOf(declared.Value.Content, types[0])
		if media == nil {
			f.add(RuleContentType, "", "the body is none of %v", slices.Sorted(maps.Keys(declared.Value.Content)))
			return
		}
		f.body(media, body, openapi3.VisitAsRequest())
	}
}
