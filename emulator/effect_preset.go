package emulator

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/streamdl/streamdl-go/gen"
)

// usualFailure is what the service says under a status.
func usualFailure(status int) gen.Message {
	switch status {
	case http.StatusBadRequest:
		return message(10005, "Bad request")
	case http.StatusUnauthorized, http.StatusForbidden:
		return message(10000, "Authentication error")
	case http.StatusNotFound:
		return message(10003, "Not found")
	case http.StatusMethodNotAllowed:
		return message(10405, "Method not allowed")
	case http.StatusConflict:
		return message(1000, "The download already exists")
	case http.StatusRequestEntityTooLarge:
		return message(10011, "Storage capacity exceeded")
	case http.StatusTooManyRequests:
		return message(10429, "Rate limited. Please wait and consider throttling your request speed")
	default:
		return message(1000, cmp.Or(http.StatusText(status), "Unknown error"))
	}
}

func presetThrottle(p *replyPlan) { p.status = cmp.Or(p.status, http.StatusTooManyRequests) }

func presetBan(p *replyPlan) {
	p.status = cmp.Or(p.status, http.StatusTooManyRequests)
	p.code = cmp.Or(p.code, 10502)
	p.message = cmp.Or(p.message, "Too many authentication failures. Please try again later.")
}

func presetHTML(status int) func(*replyPlan) {
	return func(p *replyPlan) {
		p.status = cmp.Or(p.status, status)
		p.complete("text/html; charset=UTF-8", fmt.Sprintf(
			"<!DOCTYPE html>\n<html><head><title>%d: %s</title></head><body><h1>Error %[1]d</h1></body></html>\n",
			p.status, cmp.Or(http.StatusText(p.status), "Web server is returning an unknown error")))
	}
}

func presetEmpty(status int) func(*replyPlan) {
	return func(p *replyPlan) {
		p.status = cmp.Or(p.status, status)
		p.complete("text/plain", "")
	}
}

func presetEdge(code int) func(*replyPlan) {
	return func(p *replyPlan) {
		p.status = cmp.Or(p.status, edgeStatus(code))
		p.complete("text/plain; charset=UTF-8", fmt.Sprintf("error code: %d", code))
	}
}

func presetProblem(code int) func(*replyPlan) {
	return func(p *replyPlan) {
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
func (p *replyPlan) complete(mediaType, body string) {
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

func addStatusPreset(preset func(status int) func(*replyPlan)) func(*effectPlan, string) error {
	return func(p *effectPlan, value string) error {
		status, err := parseStatus(value)
		if err != nil {
			return err
		}
		return p.reply.use(preset(status))
	}
}

func addEdge(preset func(code int) func(*replyPlan)) func(*effectPlan, string) error {
	return func(p *effectPlan, value string) error {
		code, err := strconv.Atoi(value)
		if err != nil || code < 1000 || code > 1999 {
			return fmt.Errorf("%q is no code of the edge: want 1000 to 1999", value)
		}
		return p.reply.use(preset(code))
	}
}

// redirection is where to send a request, as far as that isn't where it was sent already.
type redirection struct{ target *url.URL }

func addRedirect(p *effectPlan, value string) error {
	target, err := url.Parse(value)
	if err != nil || value == "" {
		return fmt.Errorf("%q is no URL", value)
	}
	return p.reply.use(func(reply *replyPlan) {
		reply.status = cmp.Or(reply.status, http.StatusFound)
		reply.location = &redirection{target}
		reply.complete("text/html", "")
	})
}

func (d *redirection) of(r *http.Request) string {
	location := *r.URL
	location.Scheme = cmp.Or(d.target.Scheme, scheme(r))
	location.Host = cmp.Or(d.target.Host, r.Host)
	if d.target.Path != "" && d.target.Path != "." {
		location.Path, location.RawPath, location.RawQuery = d.target.Path, d.target.RawPath, d.target.RawQuery
	}
	return location.String()
}
