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

func responseEffects() []effect {
	return []effect{
		{"status", "N", "a failure under that status; under 200 it has success:false", addStatus},
		{"code", "N", "the code in the failure", addCode},
		{"message", "TEXT", "the message in the failure", func(p *plan, v string) error { p.substitute.message = v; return nil }},
		{"body", "TEXT", "this body instead of an envelope", func(p *plan, v string) error { p.substitute.body = &v; return nil }},
		{"type", "MEDIA-TYPE", "the content type of that body (text/plain)", func(p *plan, v string) error { p.substitute.mediaType = v; return nil }},
		{"processed", "", "the request takes effect all the same", func(p *plan, v string) error { p.substitute.processed = true; return noValue(v) }},
		{"throttle", "", "429 with code 10429", addPreset(parseNothing, presetThrottle)},
		{"ban", "", "429 with code 10502, after too many bad credentials", addPreset(parseNothing, presetBan)},
		{"html", "N", "an HTML page under that status", addPreset(parseStatus, presetHTML)},
		{"empty", "N", "no body under that status", addPreset(parseStatus, presetEmpty)},
		{"edge", "N", "the plain text \"error code: N\" of the edge, such as 1015", addPreset(parseEdge, presetEdge)},
		{"problem", "N", "the same as RFC 9457 JSON", addPreset(parseEdge, presetProblem)},
		{"redirect", "URL", "302 to it; what the URL leaves out stays: https:, //host, /path, . for the same", addRedirect},
	}
}

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

// addPreset adds a complete response, as the number that the value is read as says.
func addPreset(parse func(value string) (int, error), preset func(s *substitute, number int)) func(*plan, string) error {
	return func(p *plan, value string) error {
		number, err := parse(value)
		if err != nil {
			return err
		}
		return p.substitute.use(func(s *substitute) { preset(s, number) })
	}
}

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
