package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// ftypHead is how much of a file must be seen to recognise an MP4 or M4A:
// a box size, the word ftyp, and the brand.
const ftypHead = 12

// ask is what one request asks for.
type ask struct {
	span    span
	ranged  bool   // send a Range header
	ifRange string // validator that the range depends on
}

// reply is an answer that may be the file; its body is bytes [from, to).
type reply struct {
	body        io.Reader
	close       func() error
	span        span // to is endless if the server did not say
	whole       bool // 200: the whole object, whatever was asked
	proven      bool // a validator proves which version it is of
	version     version
	contentType string
}

// open sends one request and judges the answer before a byte of it is used.
func (s *source) open(ctx context.Context, a ask) (*reply, error) {
	target, generation := s.current()
	ctx, g := newGuard(ctx, s.o)
	request, err := newRequest(ctx, target.String(), a, s.o.UserAgent)
	if err != nil {
		_ = g.Close()
		return nil, fmt.Errorf("%w: the URL cannot be requested", ErrInvalid)
	}
	response, err := s.client.Do(request) //nolint:bodyclose // the guard closes it
	if err != nil {
		_ = g.Close()
		return nil, cleanTransportError(g.explain(err), target)
	}
	g.body = response.Body
	g.pause()
	r, err := judge(response, a, generation)
	if err == nil {
		r.body, r.close = g, g.Close
		err = r.recognise()
	}
	if err != nil {
		_ = g.Close()
		return nil, err
	}
	s.proven()
	return r, nil
}

func newRequest(ctx context.Context, url string, a ask, userAgent string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	// Set by hand, it keeps net/http from asking for gzip, whose offsets
	// would not be those of the file.
	request.Header.Set("Accept-Encoding", "identity")
	if userAgent != "" {
		request.Header.Set("User-Agent", userAgent)
	}
	if a.ranged {
		last := ""
		if a.span.to != endless {
			last = fmt.Sprint(a.span.to - 1)
		}
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-%s", a.span.from, last))
		if a.ifRange != "" {
			request.Header.Set("If-Range", a.ifRange)
		}
	}
	return request, nil
}

// judge checks status, encoding, type and length, in that order: only a reply
// with the right status speaks about the file at all.
func judge(response *http.Response, a ask, generation int) (*reply, error) {
	switch response.StatusCode {
	case http.StatusOK, http.StatusPartialContent:
	default:
		return nil, statusError(response, generation)
	}
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, wrongReply("it is encoded as %.40q, which was not asked for", encoding)
	}
	contentType := response.Header.Get("Content-Type")
	if !mayBeMedia(contentType) {
		return nil, wrongReply("it is of type %.60q, not audio or video", contentType)
	}
	r := &reply{contentType: contentType}
	if response.StatusCode == http.StatusPartialContent {
		return r.partial(response, a)
	}
	r.whole = true
	r.span = span{0, endless}
	if response.ContentLength >= 0 {
		r.span.to = response.ContentLength
	}
	r.version = versionOf(response.Header, response.ContentLength)
	return r, nil
}

// partial accepts a 206 only if it is exactly what was asked for, or a shorter
// piece of it from the same start.
func (r *reply) partial(response *http.Response, a ask) (*reply, error) {
	if !a.ranged {
		return nil, wrongRange("206 came without a range having been asked for")
	}
	header := response.Header.Get("Content-Range")
	got, ok := parseContentRange(header)
	if !ok || got.from < 0 || got.total < 0 {
		return nil, wrongRange("206 came with Content-Range %.60q", header)
	}
	last := min(a.span.to, got.total)
	// A first range, even if it is cut short, has to show what kind of file it is of.
	if got.from != a.span.from || got.to > last || got.to < min(last, ftypHead) {
		return nil, wrongRange("asked for bytes from %d to %d, got Content-Range %.60q", a.span.from, last-1, header)
	}
	if response.ContentLength >= 0 && response.ContentLength != got.to-got.from {
		return nil, wrongRange("Content-Range %.60q but Content-Length %d", header, response.ContentLength)
	}
	r.span = span{got.from, got.to}
	r.version = versionOf(response.Header, got.total)
	return r, nil
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

// recognise looks at the first bytes of the file before they go anywhere.
func (r *reply) recognise() error {
	if r.span.from > 0 {
		return nil
	}
	head := make([]byte, ftypHead)
	n, err := io.ReadFull(r.body, head)
	switch {
	case err == nil:
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case r.span.to >= ftypHead && r.span.to != endless:
		return io.ErrUnexpectedEOF
	}
	if n < ftypHead || string(head[4:8]) != "ftyp" {
		return wrongReply("it does not begin like an MP4 or M4A file")
	}
	r.body = io.MultiReader(strings.NewReader(string(head)), r.body)
	return nil
}
