package source

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// minRange is how much of a file must be seen to recognise an MP4 or M4A: a box size, the word ftyp, and the brand.
const minRange = 12

// Response is one that may be the file; its body is the bytes of its span.
type Response struct {
	span.Span   // To is endless if the server did not say
	Body        io.Reader
	Whole       bool // 200: the whole object, whatever was requested
	Version     Version
	ContentType string

	guard *guard
}

// Close ends the response.
func (r *Response) Close() error { return r.guard.Close() }

// check checks status, encoding, type and length, in that order: only a response with the right status speaks about the
// file at all.
func (s *Source) check(response *http.Response, q Request, generation int) (*Response, error) {
	header := response.Header
	if response.StatusCode != http.StatusOK && response.StatusCode != http.StatusPartialContent {
		got := parseContentRange(header.Get("Content-Range"))
		return nil, &StatusError{
			StatusCode: response.StatusCode, RetryAfter: backoff.RetryAfter(header, time.Now()),
			Version: s.versionOf(header, got.total), generation: generation,
		}
	}
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, fmt.Errorf("%w: it is encoded as %.40q, which was not requested", ErrProtocol, s.secrets.redact(encoding))
	}
	r := &Response{ContentType: s.secrets.redact(header.Get("Content-Type"))}
	if !mayBeMedia(r.ContentType) {
		return nil, fmt.Errorf("%w: it is of type %.60q, not audio or video", ErrProtocol, r.ContentType)
	}
	if response.StatusCode == http.StatusPartialContent {
		return r, s.partial(r, response, q)
	}
	r.Whole = true
	r.Span = span.Span{From: 0, To: span.Endless}
	if response.ContentLength >= 0 {
		r.To = response.ContentLength
	}
	r.Version = s.versionOf(header, response.ContentLength)
	return r, nil
}

// partial accepts a 206 only if it is exactly what was requested, or a shorter piece of it from the same start.
func (s *Source) partial(r *Response, response *http.Response, q Request) error {
	if !q.Ranged {
		return fmt.Errorf("%w: 206 came although no range was requested", ErrWrongRange)
	}
	header := s.secrets.redact(response.Header.Get("Content-Range"))
	got := parseContentRange(header)
	if got.from < 0 || got.total < 0 {
		return fmt.Errorf("%w: 206 came with Content-Range %.60q", ErrWrongRange, header)
	}
	last := min(q.To, got.total)
	// A first range, even if it is cut short, has to show what kind of file it is of.
	if got.from != q.From || got.to > last || got.to < min(last, minRange) {
		return fmt.Errorf("%w: requested bytes from %d to %d, got Content-Range %.60q", ErrWrongRange, q.From, last-1, header)
	}
	if response.ContentLength >= 0 && response.ContentLength != got.to-got.from {
		return fmt.Errorf("%w: Content-Range %.60q but Content-Length %d", ErrWrongRange, header, response.ContentLength)
	}
	r.Span = span.Span{From: got.from, To: got.to}
	r.Version = s.versionOf(response.Header, got.total)
	return nil
}

// mayBeMedia refuses what a server sends in place of a file: pages and JSON.
func mayBeMedia(contentType string) bool {
	if contentType == "" {
		return true
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		mediaType = strings.ToLower(contentType)
	}
	switch kind, subtype, _ := strings.Cut(mediaType, "/"); kind {
	case "video", "audio":
		return true
	case "application":
		return subtype == "mp4" || strings.HasSuffix(subtype, "octet-stream") || subtype == "force-download"
	default:
		return kind == "binary" && subtype == "octet-stream"
	}
}

// recognise checks the first bytes of the file before they go anywhere.
func (r *Response) recognise() error {
	if r.From > 0 {
		return nil
	}
	head := make([]byte, minRange)
	n, err := io.ReadFull(r.Body, head)
	switch {
	case err == nil:
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case r.To >= minRange && r.To != span.Endless:
		return io.ErrUnexpectedEOF
	}
	if n < minRange || string(head[4:8]) != "ftyp" {
		return fmt.Errorf("%w: it does not begin like an MP4 or M4A file", ErrProtocol)
	}
	r.Body = io.MultiReader(strings.NewReader(string(head)), r.Body)
	return nil
}
