package conformance

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Response checks the response to a request, and returns what deviates. The body is given apart, as it was received, and
// failed is why it could not be read to its end, nil if it could.
func (c *Checker) Response(req *http.Request, resp *http.Response, body []byte, failed error) []Deviation {
	deviations, _ := c.response(req, resp, body, failed)
	return deviations
}

// Reply is Response.
//
// Deprecated: call Response.
func (c *Checker) Reply(req *http.Request, resp *http.Response, body []byte, failed error) []Deviation {
	return c.Response(req, resp, body, failed)
}

// response also returns the value in the body, nil if it can't be read.
func (c *Checker) response(req *http.Request, resp *http.Response, body []byte, failed error) ([]Deviation, any) {
	route, _, deviation := c.route(req)
	if deviation != nil {
		return nil, nil // the document says nothing of what such a request gets, and it was reported already
	}
	find := finder{template: Deviation{Operation: route.Operation.OperationID, Method: req.Method, Path: route.Path, Status: resp.StatusCode}}
	declared := responseOf(route.Operation, resp.StatusCode)
	if declared == nil {
		find.add(RuleStatus, "", "the operation has no such status")
		return find.deviations, nil
	}
	find.headers(req, route, resp)
	value := find.responseBody(resp, declared, body, failed)
	return find.deviations, value
}

// responseOf finds the response of a status. A number counts more than a range, a range more than default.
func responseOf(op *openapi3.Operation, status int) *openapi3.Response {
	ref := op.Responses.Status(status)
	if ref == nil {
		ref = op.Responses.Default()
	}
	if ref == nil {
		return nil
	}
	return ref.Value
}

func (f *finder) headers(req *http.Request, route *routers.Route, resp *http.Response) {
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, Route: route},
		Status:                 resp.StatusCode,
		Header:                 resp.Header,
		Options: &openapi3filter.Options{
			MultiError:              true,
			ExcludeResponseBody:     true,
			SchemaValidationOptions: schemaOptions(),
		},
	}
	for _, err := range flatten(openapi3filter.ValidateResponse(context.Background(), input)) {
		reason := err.Error()
		var wrong *openapi3filter.ResponseError
		if errors.As(err, &wrong) {
			reason = wrong.Reason
		}
		f.add(RuleHeader, "", "%s", reason)
	}
}

func (f *finder) responseBody(resp *http.Response, declared *openapi3.Response, body []byte, failed error) (value any) {
	if failed == nil {
		body, failed = decoded(resp.Header, body, f.template.Operation)
	}
	if len(declared.Content) == 0 {
		if len(body) > 0 {
			f.add(RuleBody, "", "there is a body, and none is declared")
		}
		return nil
	}
	media := mediaOf(declared.Content, resp.Header.Get("Content-Type"))
	switch types := resp.Header["Content-Type"]; {
	case len(types) != 1:
		f.add(RuleContentType, "", "there are %d Content-Type headers", len(types))
	case media == nil:
		f.add(RuleContentType, "", "the body is none of %v", slices.Sorted(maps.Keys(declared.Content)))
	}
	switch {
	case failed != nil:
		f.add(RuleBody, "", "the body could not be read to its end: %s", failed)
	case len(body) == 0:
		f.add(RuleBody, "", "the body is missing")
	case media != nil:
		return f.body(media, body, openapi3.VisitAsResponse())
	}
	return nil
}
