package fault

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

func presetThrottle(p *response) { p.status = cmp.Or(p.status, http.StatusTooManyRequests) }

func presetBan(p *response) {
	p.status = cmp.Or(p.status, http.StatusTooManyRequests)
	p.code = cmp.Or(p.code, 10502)
	p.message = cmp.Or(p.message, "Too many authentication failures. Please try again later.")
}

func presetHTML(status int) func(*response) {
	return func(p *response) {
		p.status = cmp.Or(p.status, status)
		p.complete("text/html; charset=UTF-8", fmt.Sprintf(
			"<!DOCTYPE html>\n<html><head><title>%d: %s</title></head><body><h1>Error %[1]d</h1></body></html>\n",
			p.status, cmp.Or(http.StatusText(p.status), "Web server is returning an unknown error")))
	}
}

func presetEmpty(status int) func(*response) {
	return func(p *response) {
		p.status = cmp.Or(p.status, status)
		p.complete("text/plain", "")
	}
}

func presetEdge(code int) func(*response) {
	return func(p *response) {
		p.status = cmp.Or(p.status, edgeStatus(code))
		p.complete("text/plain; charset=UTF-8", fmt.Sprintf("error code: %d", code))
	}
}

func presetProblem(code int) func(*response) {
	return func(p *response) {
		p.status = cmp.Or(p.status, edgeStatus(code))
		problem := map[string]any{
			"type":       fmt.Sprintf("https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-%d/", code),
			"title":      fmt.Sprintf("Error %d", code),
			"status":     p.status,
			"detail":     "The request was stopped at the edge.",
			"error_code": code, "error_name": "edge_error", "error_category": "access",
			"ray_id": "0000000000000000", "cloudflare_error": true,
			"retryable": false, "owner_action_required": true,
		}
		if code == rateLimitedAtEdge {
			problem["error_name"], problem["error_category"] = "rate_limited", "rate_limit"
			problem["retryable"], problem["retry_after"], problem["owner_action_required"] = true, 30, false
		}
		body, _ := json.Marshal(problem) // of such values it can't fail
		p.complete("application/problem+json", string(body))
	}
}

// complete fills in a body, unless the fault names one.
func (p *response) complete(mediaType, body string) {
	p.mediaType = cmp.Or(p.mediaType, mediaType)
	if p.body == nil {
		p.body = &body
	}
}

const rateLimitedAtEdge = 1015

func edgeStatus(code int) int {
	if code == rateLimitedAtEdge {
		return http.StatusTooManyRequests
	}
	return http.StatusForbidden
}

func addStatusPreset(preset func(status int) func(*response)) func(*plan, string) error {
	return func(p *plan, value string) error {
		status, err := parseStatus(value)
		if err != nil {
			return err
		}
		return p.response.use(preset(status))
	}
}

func addEdge(preset func(code int) func(*response)) func(*plan, string) error {
	return func(p *plan, value string) error {
		code, err := strconv.Atoi(value)
		if err != nil || code < 1000 || code > 1999 {
			return fmt.Errorf("%q is not a code of the edge: want 1000 to 1999", value)
		}
		return p.response.use(preset(code))
	}
}

// redirection is where to send a request; what its URL leaves out stays as the caller had it.
type redirection struct{ target *url.URL }

func addRedirect(p *plan, value string) error {
	target, err := url.Parse(value)
	if err != nil || value == "" {
		return fmt.Errorf("%q is not a URL", value)
	}
	return p.response.use(func(r *response) {
		r.status = cmp.Or(r.status, http.StatusFound)
		r.location = &redirection{target}
		r.complete("text/html", "")
	})
}

func (d *redirection) of(r *http.Request) string {
	location := serviceOf(r).URL(r)
	location.Scheme = cmp.Or(d.target.Scheme, location.Scheme)
	location.Host = cmp.Or(d.target.Host, location.Host)
	if d.target.Path != "" && d.target.Path != "." {
		location.Path, location.RawPath, location.RawQuery = d.target.Path, d.target.RawPath, d.target.RawQuery
	}
	return location.String()
}
