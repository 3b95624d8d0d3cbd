package call

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/internal/line"
)

// read reads a response. One that is a success comes back with a body that can be read anew.
func (c *Caller) read(req *http.Request, resp *http.Response) (*http.Response, *Failure) {
	body, err := readBody(req.Context(), resp, gen.MaxResponseBytes(gen.OperationID(req.Context())))
	if err != nil {
		return nil, c.brokenResponse(req, resp, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, c.refusal(req, resp, body)
	}
	var envelope gen.Envelope
	err = json.Unmarshal(body, &envelope)
	contentType := resp.Header.Get("Content-Type")
	switch isHTML := hasMediaType(contentType, "text/html"); {
	case isHTML, err != nil:
		failure := c.protocolFailure(req, resp, "want JSON, got "+c.describe(contentType, isHTML, err)+c.excerpt(req, body))
		failure.Truncated = errors.Is(err, io.ErrUnexpectedEOF) && !isHTML && len(body) > 0
		return nil, failure
	case !envelope.Success:
		failure := c.refusal(req, resp, body)
		failure.Protocol = true
		return nil, failure
	case len(envelope.Result) == 0 || envelope.Result.Kind() == 'n':
		return nil, c.protocolFailure(req, resp, "the envelope has no result")
	case bytes.Count(body, []byte("{"))-bytes.Count(envelope.Result, []byte("{")) > maxMessages:
		return nil, c.protocolFailure(req, resp, "the envelope has more messages than make sense")
	}
	resp.Body = new(readAnew)
	resp.Body.(*readAnew).Reset(body)
	resp.ContentLength = int64(len(body))
	return resp, nil
}

// readAnew is a body that was read before.
type readAnew struct{ bytes.Reader }

func (*readAnew) Close() error { return nil }

// maxMessages is many times what an envelope has. A megabyte of empty ones would take a hundred to hold.
const maxMessages = 1000

// readBody reads a whole body, and no more than limit bytes. The body of a 101 it leaves alone: that is a connection, of
// which no context ends the reading.
func readBody(ctx context.Context, resp *http.Response, limit int64) ([]byte, error) {
	body := resp.Body
	defer func() { _ = body.Close() }()
	if resp.StatusCode < http.StatusOK {
		return nil, nil
	}
	if resp.ContentLength > limit {
		return nil, errTooLarge(limit)
	}
	size := int64(1024)
	if resp.ContentLength >= 0 {
		size = resp.ContentLength + 1 // a read at the end needs room to find it
	}
	// It grows by doubling, but not beyond the limit, so that a response that is refused takes little memory.
	content := make([]byte, 0, size)
	for {
		n, err := body.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		switch {
		case int64(len(content)) > limit:
			return nil, errTooLarge(limit)
		case err == io.EOF:
			return content, nil
		case err != nil && ctx.Err() != nil:
			return nil, context.Cause(ctx)
		case err != nil:
			return nil, err
		case len(content) == cap(content):
			content = append(make([]byte, 0, min(2*int64(cap(content)), limit+1)), content...)
		}
	}
}

// errTooLarge is the limit that a response exceeds, in bytes.
type errTooLarge int64

func (e errTooLarge) Error() string {
	return fmt.Sprintf("the response is larger than %d bytes", int64(e))
}

// noResponse is the failure of an attempt that got no response.
func (c *Caller) noResponse(req *http.Request, err error) *Failure {
	if errors.Is(context.Cause(req.Context()), errAttemptTimeout) {
		err = errAttemptTimeout
	}
	return &Failure{Op: gen.OperationID(req.Context()), Cause: c.Credential.RedactError(err)}
}

// brokenResponse is the failure of an attempt whose response could not be read to its end. A status that is a failure
// says what happened all the same.
func (c *Caller) brokenResponse(req *http.Request, resp *http.Response, err error) *Failure {
	failure := c.newFailure(req, resp)
	if _, ok := errors.AsType[errTooLarge](err); ok {
		failure.Protocol, failure.Detail = true, err.Error()
		return failure
	}
	failure.Truncated = true
	failure.Protocol = resp.StatusCode == http.StatusOK && req.Context().Err() == nil // and not cut off on this side
	failure.Cause = c.noResponse(req, err).Cause
	failure.Detail = "the response broke off: " + failure.Cause.Error()
	return failure
}

func (c *Caller) protocolFailure(req *http.Request, resp *http.Response, detail string) *Failure {
	failure := c.newFailure(req, resp)
	failure.Protocol, failure.Detail = true, detail
	return failure
}

// Undecodable is the failure of a success whose result is of another type than the document's.
func (c *Caller) Undecodable(err *gen.DecodeError) *Failure {
	return c.protocolFailure(err.Response.Request, err.Response, c.Credential.Redact(err.Err.Error()))
}

// newFailure begins the record of a failure.
func (c *Caller) newFailure(req *http.Request, resp *http.Response) *Failure {
	return &Failure{
		Op:         gen.OperationID(req.Context()),
		StatusCode: resp.StatusCode,
		RayID:      c.rayID(resp.Header.Get("Cf-Ray")),
		RetryAfter: backoff.RetryAfter(resp.Header, time.Now()),
	}
}

// rayID keeps a ray id in shape: it comes from outside, and goes to logs.
func (c *Caller) rayID(value string) string {
	return line.Clip(line.Clean(c.Credential.Redact(value)), 64)
}

func hasMediaType(contentType, mediaType string) bool {
	is, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(is), mediaType)
}

// describe says what came in place of JSON.
func (c *Caller) describe(contentType string, isHTML bool, err error) string {
	text := fmt.Sprintf("%q", c.Credential.Redact(contentType))
	if err != nil && !isHTML {
		text += ": " + c.Credential.Redact(err.Error())
	}
	return text
}

// excerpt shows the beginning of a body that is no envelope, unless there may be a token in it.
func (c *Caller) excerpt(req *http.Request, body []byte) string {
	if gen.OperationID(req.Context()) == createToken {
		return ""
	}
	const most = 512
	text := strings.TrimSpace(c.Credential.RedactHead(body, 4*most))
	if text == "" {
		return ", the body is empty"
	}
	return fmt.Sprintf(", the body begins %q", line.Clip(text, most))
}
