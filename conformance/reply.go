package conformance

import (
	"context"
	"errors"
	"net/http"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Reply judges the reply to a request. The body is given apart, and failed is why it could not be read to its
// end, nil if it could.
func (c *Checker) Reply(req *http.Request, resp *http.Response, body []byte, failed error) []Deviation {
	judge := judgement{template: Deviation{Method: req.Method, Path: req.URL.Path, Status: resp.StatusCode}}
	route, _, deviation := c.route(req)
	if deviation != nil {
		return nil // the document says nothing of what such a request gets, and it was told already
	}
	judge.template.Operation, judge.template.Path = route.Operation.OperationID, route.Path
	response := responseOf(route.Operation, resp.StatusCode)
	if response == nil {
		judge.add(RuleStatus, "", "the operation has no such status")
		return judge.deviations
	}
	judge.headers(req, route, resp)
	judge.replyBody(resp, response, body, failed)
	return judge.deviations
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

func (j *judgement) headers(req *http.Request, route *routers.Route, resp *http.Response) {
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
		j.add(RuleHeader, "", "%s", reason)
	}
}

func (j *judgement) replyBody(resp *http.Response, response *openapi3.Response, body []byte, failed error) {
	if len(response.Content) == 0 {
		if len(body) > 0 {
			j.add(RuleBody, "", "there is a body, and none is declared")
		}
		return
	}
	media := mediaOf(response.Content, resp.Header.Get("Content-Type"))
	switch types := resp.Header["Content-Type"]; {
	case len(types) != 1:
		j.add(RuleContentType, "", "there are %d Content-Type headers", len(types))
	case media == nil:
		j.add(RuleContentType, "", "the body is none of %v", keys(response.Content))
	}
	switch {
	case failed != nil:
		j.add(RuleBody, "", "the body could not be read to its end: %s", failed)
	case len(body) == 0:
		j.add(RuleBody, "", "the body is missing")
	case media != nil:
		j.body(media, body, openapi3.VisitAsResponse())
	}
}
