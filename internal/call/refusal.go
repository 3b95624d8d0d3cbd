package call

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/backoff"
)

// maxExplanation is many times the size of a failure that explains itself. A larger one is shown, not parsed: a megabyte
// of empty messages would take thirty to hold.
const maxExplanation = 64 << 10

// edgeThrottled is the edge's error for too many requests.
const edgeThrottled = 1015

// refusal is the failure of a response that is no success. The status says what happened, the code and the text say
// more: the service uses its codes for several things.
func (c *Caller) refusal(req *http.Request, resp *http.Response, body []byte) *Failure {
	failure := c.newFailure(req, resp)
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		failure.Protocol = true
		failure.Detail = "the API has no redirects, and this one was not followed"
	case resp.StatusCode < 300 && resp.StatusCode != http.StatusOK:
		failure.Protocol = true
		failure.Detail = "the API has no such status" + c.excerpt(req, body)
	case len(body) <= maxExplanation && (c.readMessages(failure, body) || c.readEdgeProblem(failure, body)):
	default:
		failure.Detail = "no explanation" + c.excerpt(req, body)
		if code, ok := edgeText(body); ok {
			failure.byEdge(code)
		}
	}
	return failure
}

// readMessages reads what the API says of a failure.
func (c *Caller) readMessages(failure *Failure, body []byte) bool {
	var envelope gen.FailureEnvelope
	if !readLoosely(body, &envelope) || len(envelope.Errors) == 0 || envelope.Errors[0].Message == "" {
		return false
	}
	failure.Errors, failure.Messages = envelope.Errors, envelope.Messages
	if text := string(body); strings.Contains(text, `\`) || c.Credential.Redact(text) != text {
		failure.Errors, failure.Messages = c.redact(envelope.Errors), c.redact(envelope.Messages)
	}
	return true
}

// redact takes the credential out of messages, whatever property it is in and however it was escaped.
func (c *Caller) redact(messages []gen.Message) []gen.Message {
	text, err := json.Marshal(messages)
	if err != nil {
		return nil
	}
	var redacted []gen.Message
	_ = json.Unmarshal([]byte(c.Credential.Redact(string(text))), &redacted) // a text less in a string leaves the rest as it was
	return redacted
}

// readEdgeProblem reads what Cloudflare's edge, which stands before the API, says of a failure (RFC 9457).
func (c *Caller) readEdgeProblem(failure *Failure, body []byte) bool {
	var problem gen.EdgeProblem
	if !readLoosely(body, &problem) || problem.ErrorCode == nil {
		return false
	}
	failure.byEdge(*problem.ErrorCode)
	failure.Detail = strings.TrimSpace(c.Credential.Redact(failure.Detail + " " + problem.Title + " " + problem.Detail))
	failure.Retryable = problem.Retryable
	if failure.RayID == "" {
		failure.RayID = c.rayID(problem.RayID)
	}
	if seconds := problem.RetryAfter; seconds != nil && failure.RetryAfter == 0 {
		failure.RetryAfter = backoff.Seconds(*seconds)
	}
	return true
}

// byEdge says that the edge refused a call, and knows the one error of its that is a rate limit.
func (f *Failure) byEdge(code int) {
	f.Detail = "Cloudflare's edge refused the call, error " + strconv.Itoa(code)
	f.Throttled = code == edgeThrottled
}

// edgeText reads how the edge puts a failure when it does not write JSON: "error code: 1015".
func edgeText(body []byte) (code int, ok bool) {
	const before = "error code: "
	text := string(bytes.TrimSpace(body))
	if len(text) != len(before)+4 || !strings.EqualFold(text[:len(before)], before) {
		return 0, false
	}
	number, err := strconv.ParseUint(text[len(before):], 10, 16)
	return int(number), err == nil
}

// readLoosely reads JSON up to a value of another type than it should have: what stands before that is worth more than the
// form.
func readLoosely(body []byte, into any) bool {
	err := json.Unmarshal(body, into)
	_, ofAnotherType := errors.AsType[*json.SemanticError](err)
	return err == nil || ofAnotherType
}
