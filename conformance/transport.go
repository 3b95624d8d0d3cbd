package conformance

import (
	"bytes"
	"io"
	"net/http"
)

// Exchange is a request with what came of it.
type Exchange struct {
	Operation  string // the operationId; empty if the document has no operation for the request
	Method     string
	Path       string // the path of the request
	Status     int    // 0 if there was no response
	MediaType  string // the Content-Type of the response
	Deviations []Deviation
	Err        error // why there was no response
}

// Transport returns a transport that sends requests on through next, and calls report for each exchange with the
// API after it checked both sides. It changes neither. Requests that go elsewhere, such as those for the files
// themselves, pass unseen. A nil next is [http.DefaultTransport].
//
// A response is read whole, up to the size that the client accepts, before it is handed on; of a request, as much is
// checked. report is called by whichever goroutine makes the call, and may be called by several at once. Transport
// panics if it is nil.
func (c *Checker) Transport(next http.RoundTripper, report func(Exchange)) http.RoundTripper {
	if report == nil {
		panic("conformance: Transport: report is nil")
	}
	if next == nil {
		next = http.DefaultTransport
	}
	return &transport{checker: c, next: next, report: report, rising: &rising{videos: map[string]*numbers{}}}
}

type transport struct {
	checker *Checker
	next    http.RoundTripper
	report  func(Exchange)
	rising  *rising
}

func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !t.checker.Covers(req) {
		return t.next.RoundTrip(req)
	}
	exchange := Exchange{Operation: t.checker.Operation(req), Method: req.Method, Path: req.URL.Path}
	defer func() { t.report(exchange) }()
	sent, body, failed := readRequest(req)
	exchange.Deviations = t.checker.request(req, body, failed)
	call := t.rising.begin(t.checker, req)
	resp, err := t.next.RoundTrip(sent)
	if err != nil || resp == nil { // without a response or an error, http.Client says whose mistake that is
		call.end(nil, nil)
		exchange.Err = err
		return resp, err
	}
	exchange.Status, exchange.MediaType = resp.StatusCode, resp.Header.Get("Content-Type")
	content, failed := readResponse(resp, exchange.Operation)
	deviations, value := t.checker.response(req, resp, content, failed)
	exchange.Deviations = append(exchange.Deviations, deviations...)
	exchange.Deviations = append(exchange.Deviations, call.end(resp, value)...)
	return resp, nil
}

// readRequest reads the body of a request, which a transport must not change, and returns one to send.
func readRequest(req *http.Request) (sent *http.Request, body []byte, failed error) {
	if req.Body == nil || req.Body == http.NoBody {
		return req, nil, nil
	}
	body, failed = readUpTo(req.Body, "")
	sent = req.Clone(req.Context())
	sent.Body = unread(body, req.Body)
	return sent, body, failed
}

// readResponse reads what the client would, and leaves the response as it came: with all of its body, and with its
// failure in the same place.
func readResponse(resp *http.Response, operation string) (content []byte, failed error) {
	if resp.Body == nil {
		return nil, nil
	}
	content, failed = readUpTo(resp.Body, operation)
	resp.Body = unread(content, resp.Body)
	return content, failed
}

// unread is a body as it was before its beginning was read. What failed to be read fails again.
func unread(beginning []byte, rest io.ReadCloser) io.ReadCloser {
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(beginning), rest), rest}
}
