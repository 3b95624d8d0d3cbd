package conformance

import (
	"bytes"
	"io"
	"net/http"

	"github.com/streamdl/streamdl-go/gen"
)

// Exchange is a request with what came of it.
type Exchange struct {
	Operation  string // the operationId; empty if the document has no operation for the request
	Method     string
	Path       string // the path of the request
	Status     int    // 0 if there was no reply
	MediaType  string // the Content-Type of the reply
	Deviations []Deviation
	Err        error // why there was no reply
}

// Transport returns a transport that sends requests on through next, and calls report for each exchange with the
// API after it judged both sides. It changes neither. Requests that go elsewhere, such as those for the files
// themselves, pass unseen. A nil next is [http.DefaultTransport].
//
// A reply is read whole, up to the size that the client accepts, before it is handed on. report is called by
// whichever goroutine makes the call, and may be called by several at once. Transport panics if it is nil.
func (c *Checker) Transport(next http.RoundTripper, report func(Exchange)) http.RoundTripper {
	if report == nil {
		panic("conformance: Transport: report is nil")
	}
	if next == nil {
		next = http.DefaultTransport
	}
	return &transport{checker: c, next: next, report: report, progress: newProgress()}
}

type transport struct {
	checker  *Checker
	next     http.RoundTripper
	report   func(Exchange)
	progress *progress
}

func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if !t.checker.Covers(req) {
		return t.next.RoundTrip(req)
	}
	exchange := Exchange{Operation: t.checker.Operation(req), Method: req.Method, Path: req.URL.Path}
	defer func() { t.report(exchange) }()
	sent, body, err := readRequest(req)
	if err != nil {
		exchange.Err = err
		return nil, err
	}
	exchange.Deviations = t.checker.Request(req, body)
	look := t.progress.begin(t.checker, req)
	resp, err := t.next.RoundTrip(sent)
	if err != nil {
		look.end(nil, nil)
		exchange.Err = err
		return resp, err
	}
	exchange.Status, exchange.MediaType = resp.StatusCode, resp.Header.Get("Content-Type")
	content, failed := readReply(resp)
	exchange.Deviations = append(exchange.Deviations, t.checker.Reply(req, resp, content, failed)...)
	exchange.Deviations = append(exchange.Deviations, look.end(resp, content)...)
	return resp, nil
}

// readRequest reads the body of a request, which a transport must not change, and returns one to send.
func readRequest(req *http.Request) (*http.Request, []byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return req, nil, nil
	}
	body, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	if err != nil {
		return nil, nil, err
	}
	sent := req.Clone(req.Context())
	sent.Body = io.NopCloser(bytes.NewReader(body))
	return sent, body, nil
}

// readReply reads what the client would, and leaves the reply as it came: with all of its body, and with its
// failure in the same place.
func readReply(resp *http.Response) (content []byte, failed error) {
	content, failed = io.ReadAll(io.LimitReader(resp.Body, gen.MaxResponseBytes("")+1))
	rest := io.Reader(resp.Body)
	if failed != nil {
		rest = brokenReader{failed}
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(content), rest), resp.Body}
	if failed == nil && int64(len(content)) > gen.MaxResponseBytes("") {
		failed = errTooLarge
	}
	return content, failed
}

type brokenReader struct{ error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.error }
