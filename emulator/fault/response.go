package fault

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/streamdl/streamdl-go/gen"
)

func addStatus(p *plan, value string) (err error) {
	p.substitute.status, err = parseStatus(value)
	return err
}

func addCode(p *plan, value string) error {
	code, err := strconv.Atoi(value)
	if err != nil || code < 1 {
		return fmt.Errorf("%q is not a code: want a positive number", value)
	}
	p.substitute.code = code
	return nil
}

// addPreset adds a complete response. What the other effects of the fault say of it takes precedence.
func addPreset(parse func(value string) (substitute, error)) func(*plan, string) error {
	return func(p *plan, value string) error {
		preset, err := parse(value)
		if err == nil && p.preset != nil {
			err = errors.New("there is another complete response in this fault")
		}
		p.preset = &preset
		return err
	}
}

func complete(status int, mediaType, body string) substitute {
	return substitute{status: status, mediaType: mediaType, body: &body}
}

var (
	throttled = substitute{status: http.StatusTooManyRequests}
	banned    = substitute{
		status: http.StatusTooManyRequests, code: 10502, message: "Too many authentication failures. Please try again later.",
	}
)

func parseHTML(value string) (substitute, error) {
	status, err := parseStatus(value)
	return complete(status, "text/html; charset=UTF-8", fmt.Sprintf(
		"<!DOCTYPE html>\n<html><head><title>%d: %s</title></head><body><h1>Error %[1]d</h1></body></html>\n",
		status, cmp.Or(http.StatusText(status), "Web server is returning an unknown error"))), err
}

func parseEmpty(value string) (substitute, error) {
	status, err := parseStatus(value)
	return complete(status, "text/plain", ""), err
}

func parseEdge(value string) (substitute, error) {
	code, status, err := parseEdgeCode(value)
	return complete(status, "text/plain; charset=UTF-8", fmt.Sprintf("error code: %d", code)), err
}

func parseProblem(value string) (substitute, error) {
	code, status, err := parseEdgeCode(value)
	problem := gen.EdgeProblem{
		Type:   fmt.Sprintf("https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-%d/", code),
		Title:  fmt.Sprintf("Error %d", code),
		Status: status, Detail: "The request was stopped at the edge.",
		ErrorCode: &code, ErrorName: "edge_error", ErrorCategory: "access",
		RayID: "0000000000000000", CloudflareError: new(true),
		Retryable: new(false), OwnerActionRequired: new(true),
	}
	if code == rateLimitedAtEdge {
		problem.ErrorName, problem.ErrorCategory = "rate_limited", "rate_limit"
		problem.Retryable, problem.RetryAfter, problem.OwnerActionRequired = new(true), new(30.0), new(false)
	}
	body, _ := json.Marshal(problem) // of such values it can't fail
	return complete(status, "application/problem+json", string(body)), err
}

const rateLimitedAtEdge = 1015

// parseEdgeCode reads a code of the edge, which has a status of its own.
func parseEdgeCode(value string) (code, status int, err error) {
	code, err = strconv.Atoi(value)
	if err != nil || code < 1000 || code > 1999 {
		return 0, 0, fmt.Errorf("%q is not a code of the edge: want 1000 to 1999", value)
	}
	if code == rateLimitedAtEdge {
		return code, http.StatusTooManyRequests, nil
	}
	return code, http.StatusForbidden, nil
}

func parseRedirect(value string) (substitute, error) {
	target, err := url.Parse(value)
	if err != nil || value == "" {
		return substitute{}, fmt.Errorf("%q is not a URL", value)
	}
	redirect := complete(http.StatusFound, "text/html", "")
	redirect.location = target
	return redirect, nil
}
