package source

import (
	"context"
	"fmt"
)

// Open sends one request and checks the response before a byte of it is used.
func (s *Source) Open(ctx context.Context, q Request) (*Response, error) {
	target, generation := s.current()
	ctx, g := newGuard(ctx, s.o)
	request, err := q.build(ctx, target.String(), s.o.UserAgent)
	if err != nil {
		_ = g.Close()
		return nil, fmt.Errorf("%w: the URL cannot be requested", ErrInvalid)
	}
	response, err := s.client.Do(request) //nolint:bodyclose // the guard closes it
	if err != nil {
		_ = g.Close()
		return nil, s.secrets.redactError(g.explain(err))
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
