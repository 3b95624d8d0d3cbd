package source

import (
	"context"
	"fmt"
	"net/http"

	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

// Request is what one request asks for.
type Request struct {
	span.Span
	Ranged  bool   // send a Range header
	IfRange string // validator that the range depends on
}

// Open sends one request and checks the response before a byte of it is used.
func (s *Source) Open(ctx context.Context, q Request) (*Response, error) {
	if q.From == 0 && q.To != span.Endless {
		q.To = max(q.To, MinRange)
	}
	target, generation := s.current()
	ctx, g := newGuard(ctx, s.o)
	request, err := s.newRequest(ctx, target.String(), q)
	if err != nil {
		_ = g.Close()
		return nil, fmt.Errorf("%w: the URL cannot be requested", ErrInvalid)
	}
	response, err := s.client.Do(request) //nolint:bodyclose // the guard closes it
	if err != nil {
		_ = g.Close()
		return nil, s.redactError(g.explain(err))
	}
	g.watch(response.Body)
	r, err := s.check(response, q, generation)
	if err == nil {
		r.Body, r.guard = g, g
		err = r.recognise()
	}
	if err != nil {
		_ = g.Close()
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered, s.renewed = true, false
	return r, nil
}

func (s *Source) newRequest(ctx context.Context, url string, q Request) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	// Set by hand, it keeps net/http from asking for gzip, whose offsets would not be those of the file.
	request.Header.Set("Accept-Encoding", "identity")
	if s.o.UserAgent != "" {
		request.Header.Set("User-Agent", s.o.UserAgent)
	}
	if q.Ranged {
		last := ""
		if q.To != span.Endless {
			last = fmt.Sprint(q.To - 1)
		}
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-%s", q.From, last))
		if q.IfRange != "" {
			request.Header.Set("If-Range", q.IfRange)
		}
	}
	return request, nil
}
