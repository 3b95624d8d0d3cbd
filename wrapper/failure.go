package wrapper

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// edgeProblem is a failure that comes from Cloudflare's edge instead of the API (RFC 9457).
type edgeProblem struct {
	Code       int     `json:"error_code"`
	Title      string  `json:"title"`
	Detail     string  `json:"detail"`
	Retryable  *bool   `json:"retryable"`
	RetryAfter float64 `json:"retry_after"`
	RayID      string  `json:"ray_id"`
}

// edgeThrottled is the edge's error for too many requests.
const edgeThrottled = "1015"

// maxExplanation is many times the size of a failure that explains itself. A larger one is shown, not
// parsed: a megabyte of empty messages would take thirty to hold.
const maxExplanation = 64 << 10

// failure makes an error of a reply that is no success. The status says what happened, the code and the
// text say more: the service uses its codes for several things.
func failure(req *http.Request, resp *http.Response, body []byte, cred credential) *Error {
	e := newError(req, resp, cred)
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		e.protocol = true
		e.detail = "the API has no redirects, and this one was not followed"
	case resp.StatusCode < 300 && resp.StatusCode != http.StatusOK:
		e.protocol = true
		e.detail = "the API has no such success" + excerpt(body, cred)
	case len(body) <= maxExplanation && (readMessages(e, body, cred) || readEdgeProblem(e, body, cred)):
	default:
		e.detail = "no explanation" + excerpt(body, cred)
		if code := edgeText(body); code != "" {
			e.refusedByEdge(code)
		}
	}
	return e
}

// edgeText reads how the edge puts a failure when it does not write JSON: "error code: 1015". It returns the
// four digits, or nothing. (A regular expression would add 300 KB to every program.)
func edgeText(body []byte) string {
	const before = "error code: "
	text := bytes.TrimSpace(body)
	if len(text) != len(before)+4 || !bytes.EqualFold(text[:len(before)], []byte(before)) {
		return ""
	}
	code := string(text[len(before):])
	if strings.Trim(code, "0123456789") != "" {
		return ""
	}
	return code
}

// refusedByEdge says so, and tells the one error of the edge that is a rate limit.
func (e *Error) refusedByEdge(code string) {
	e.detail = "Cloudflare's edge refused the call, error " + code
	e.throttled = code == edgeThrottled
}

func readMessages(e *Error, body []byte, cred credential) bool {
	var env struct {
		Errors, Messages []gen.Message
	}
	if !readLoosely(body, &env) || len(env.Errors) == 0 {
		return false
	}
	redactMessages(env.Errors, cred)
	redactMessages(env.Messages, cred)
	e.Code, e.Errors, e.Messages = env.Errors[0].Code, env.Errors, env.Messages
	return true
}

func redactMessages(messages []gen.Message, cred credential) {
	for i := range messages {
		m := &messages[i]
		texts := []*string{&m.Message, &m.DocumentationURL}
		if m.Source != nil {
			texts = append(texts, &m.Source.Pointer)
		}
		for j := range m.ErrorChain {
			texts = append(texts, &m.ErrorChain[j].Message)
		}
		for _, text := range texts {
			*text = cred.redact(*text)
		}
	}
}

func readEdgeProblem(e *Error, body []byte, cred credential) bool {
	var problem edgeProblem
	if !readLoosely(body, &problem) || problem.Code == 0 {
		return false
	}
	e.refusedByEdge(strconv.Itoa(problem.Code))
	e.detail = strings.TrimSpace(cred.redact(e.detail + " " + problem.Title + " " + problem.Detail))
	e.retryable = problem.Retryable
	if e.RayID == "" {
		e.RayID = rayID(problem.RayID, cred)
	}
	if seconds := problem.RetryAfter; e.RetryAfter == 0 && seconds > 0 && seconds < maxHint.Seconds() {
		e.RetryAfter = max(time.Duration(seconds*float64(time.Second)), minPause)
	}
	return true
}

// readLoosely reads JSON. A value of another type than it should have is left out: what the rest of a
// failure says is worth more than its form.
func readLoosely(body []byte, into any) bool {
	err := json.Unmarshal(body, into)
	return err == nil || is[*json.UnmarshalTypeError](err)
}
