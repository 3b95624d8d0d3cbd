package wrapper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

var errAttemptTimeout = errors.New("no complete reply in time")

// reply is the body of an answer that was read and found good.
type reply struct {
	bytes.Reader
	result  []byte // the result in it, as it came
	refused func(resp *http.Response, detail string) *Error
}

func (*reply) Close() error { return nil }

// refuse makes an error of an answer whose result is none.
func refuse(resp *http.Response, detail string) error {
	return resp.Body.(*reply).refused(resp, detail)
}

// judged sends a request and reads its reply. The transport is used as it is: what an [http.Client] adds to
// it, cookies and redirects, the API does not have. It returns a response only if that is an answer: 200, a JSON
// envelope that says success, and a result in it. All else is an [*Error].
func judged(transport http.RoundTripper, cred credential) sender {
	refused := func(resp *http.Response, detail string) *Error {
		return protocolError(resp.Request, resp, cred, detail)
	}
	return func(req *http.Request, _ int) (*http.Response, error) {
		resp, err := transport.RoundTrip(req)
		if err == nil && (resp == nil || resp.Body == nil) {
			err = errors.New("the HTTP transport returned nothing")
		}
		if err != nil {
			return nil, noReply(req, err, cred)
		}
		defer func() { _ = resp.Body.Close() }()
		body, err := readBody(resp)
		if err != nil {
			return nil, brokenReply(req, resp, err, cred)
		}
		if resp.StatusCode != http.StatusOK {
			return nil, failure(req, resp, body, cred)
		}
		env, problem := readEnvelope(resp, body, cred)
		switch {
		case problem != nil:
			e := protocolError(req, resp, cred, problem.Error()+excerpt(body, cred))
			e.truncated = errors.Is(problem, errTruncated)
			return nil, e
		case string(env.success) != "true":
			e := failure(req, resp, body, cred)
			e.protocol = true
			return nil, e
		}
		answer := &reply{result: env.result, refused: refused}
		answer.Reset(body)
		resp.Body = answer
		if !strings.Contains(resp.Header.Get("Content-Type"), "json") { // the generated client knows one spelling only
			resp.Header = withJSON(resp.Header)
		}
		return resp, nil
	}
}

// withJSON leaves the header as it is, which may be the transport's to keep.
func withJSON(header http.Header) http.Header {
	changed := header.Clone()
	if changed == nil {
		changed = http.Header{}
	}
	changed.Set("Content-Type", "application/json")
	return changed
}

// readEnvelope finds out what a 200 says, and why it says nothing.
func readEnvelope(resp *http.Response, body []byte, cred credential) (envelope, error) {
	env, err := scanEnvelope(body)
	contentType := resp.Header.Get("Content-Type")
	switch {
	case isOf(contentType, "text/html"), len(body) == 0 && !isOf(contentType, "application/json"):
		return env, fmt.Errorf("want JSON, got %q", cred.redact(contentType))
	case err != nil && !isOf(contentType, "application/json"):
		return env, fmt.Errorf("want JSON, got %q: %w", cred.redact(contentType), err)
	case err != nil:
		return env, fmt.Errorf("malformed JSON: %w", err)
	case env.success == nil:
		return env, errors.New("the envelope does not say whether the call succeeded")
	case string(env.success) == "true" && (env.result == nil || string(env.result) == "null"):
		return env, errors.New("the envelope has no result")
	}
	return env, nil
}

// readBody reads a whole reply, and refuses to hold one that can't be meant for it.
func readBody(resp *http.Response) ([]byte, error) {
	if resp.ContentLength > maxReplyBytes {
		return nil, errTooLarge
	}
	size := int64(1024)
	if resp.ContentLength >= 0 {
		size = resp.ContentLength + 1 // a read at the end needs room to find it
	}
	body := make([]byte, 0, size)
	for {
		n, err := resp.Body.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case len(body) > maxReplyBytes:
			return nil, errTooLarge
		case err == io.EOF:
			return body, nil
		case err != nil:
			return nil, err
		case len(body) == cap(body):
			grown := make([]byte, len(body), min(2*cap(body), maxReplyBytes+1))
			copy(grown, body)
			body = grown
		}
	}
}

const maxReplyBytes = 1 << 20

var errTooLarge = fmt.Errorf("the reply is larger than %d bytes", maxReplyBytes)

// noReply is the error of an attempt that got no response.
func noReply(req *http.Request, err error, cred credential) *Error {
	if errors.Is(context.Cause(req.Context()), errAttemptTimeout) {
		err = errAttemptTimeout
	}
	return &Error{Op: operation(req), cause: cred.redactError(err)}
}

// brokenReply is the error of an attempt whose response could not be read to its end. A status that is a
// failure says what happened all the same.
func brokenReply(req *http.Request, resp *http.Response, err error, cred credential) *Error {
	e := newError(req, resp, cred)
	e.protocol = resp.StatusCode == http.StatusOK
	if errors.Is(err, errTooLarge) {
		e.protocol = true
		e.detail = err.Error()
		return e
	}
	e.truncated = true
	e.cause = noReply(req, err, cred).cause
	e.detail = "the reply broke off: " + e.cause.Error()
	return e
}

func protocolError(req *http.Request, resp *http.Response, cred credential, detail string) *Error {
	e := newError(req, resp, cred)
	e.protocol, e.detail = true, cred.redact(detail)
	return e
}

func newError(req *http.Request, resp *http.Response, cred credential) *Error {
	return &Error{
		Op:         operation(req),
		StatusCode: resp.StatusCode,
		RayID:      rayID(resp.Header.Get("Cf-Ray"), cred),
		RetryAfter: parseRetryAfter(resp.Header.Get("Retry-After"), time.Now()),
	}
}

// rayID keeps a ray id in shape: it comes from outside, and goes to logs.
func rayID(value string, cred credential) string { return clip(oneLine(cred.redact(value)), 64) }

func isOf(contentType, mediaType string) bool {
	is, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(is), mediaType)
}

// excerpt shows the beginning of a body that is no envelope.
func excerpt(body []byte, cred credential) string {
	const most = 512
	text := strings.TrimSpace(cred.redactHead(body, 4*most))
	if text == "" {
		return ", the body is empty"
	}
	return fmt.Sprintf(", the body begins %q", clip(text, most))
}
