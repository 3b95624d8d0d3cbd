package fault

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/streamdl/streamdl-go/gen"
)

func presetThrottle(s *substitute, _ int) { s.status = cmp.Or(s.status, http.StatusTooManyRequests) }

func presetBan(s *substitute, _ int) {
	s.status = cmp.Or(s.status, http.StatusTooManyRequests)
	s.code = cmp.Or(s.code, 10502)
	s.message = cmp.Or(s.message, "Too many authentication failures. Please try again later.")
}

func presetHTML(s *substitute, status int) {
	s.status = cmp.Or(s.status, status)
	s.complete("text/html; charset=UTF-8", fmt.Sprintf(
		"<!DOCTYPE html>\n<html><head><title>%d: %s</title></head><body><h1>Error %[1]d</h1></body></html>\n",
		s.status, cmp.Or(http.StatusText(s.status), "Web server is returning an unknown error")))
}

func presetEmpty(s *substitute, status int) {
	s.status = cmp.Or(s.status, status)
	s.complete("text/plain", "")
}

func presetEdge(s *substitute, code int) {
	s.status = cmp.Or(s.status, edgeStatus(code))
	s.complete("text/plain; charset=UTF-8", fmt.Sprintf("error code: %d", code))
}

func presetProblem(s *substitute, code int) {
	s.status = cmp.Or(s.status, edgeStatus(code))
	problem := gen.EdgeProblem{
		Type:   fmt.Sprintf("https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-%d/", code),
		Title:  fmt.Sprintf("Error %d", code),
		Status: s.status, Detail: "The request was stopped at the edge.",
		ErrorCode: &code, ErrorName: "edge_error", ErrorCategory: "access",
		RayID: "0000000000000000", CloudflareError: new(true),
		Retryable: new(false), OwnerActionRequired: new(true),
	}
	if code == rateLimitedAtEdge {
		problem.ErrorName, problem.ErrorCategory = "rate_limited", "rate_limit"
		problem.Retryable, problem.RetryAfter, problem.OwnerActionRequired = new(true), new(30.0), new(false)
	}
	body, _ := json.Marshal(problem) // of such values it can't fail
	s.complete("application/problem+json", string(body))
}

// complete fills in a body, unless the fault names one.
func (s *substitute) complete(mediaType, body string) {
	s.mediaType = cmp.Or(s.mediaType, mediaType)
	if s.body == nil {
		s.body = &body
	}
}

const rateLimitedAtEdge = 1015

func edgeStatus(code int) int {
	if code == rateLimitedAtEdge {
		return http.StatusTooManyRequests
	}
	return http.StatusForbidden
}

func parseNothing(value string) (int, error) { return 0, noValue(value) }

func parseEdge(value string) (int, error) {
	code, err := strconv.Atoi(value)
	if err != nil || code < 1000 || code > 1999 {
		return 0, fmt.Errorf("%q is not a code of the edge: want 1000 to 1999", value)
	}
	return code, nil
}

func addRedirect(p *plan, value string) error {
	target, err := url.Parse(value)
	if err != nil || value == "" {
		return fmt.Errorf("%q is not a URL", value)
	}
	return p.substitute.use(func(s *substitute) {
		s.status = cmp.Or(s.status, http.StatusFound)
		s.location = target
		s.complete("text/html", "")
	})
}

// redirection is where to send a request. What the target leaves out stays as the caller had it.
func redirection(target, asked *url.URL) string {
	location := *asked
	location.Scheme = cmp.Or(target.Scheme, location.Scheme)
	location.Host = cmp.Or(target.Host, location.Host)
	if target.Path != "" && target.Path != "." {
		location.Path, location.RawPath, location.RawQuery = target.Path, target.RawPath, target.RawQuery
	}
	return location.String()
}
