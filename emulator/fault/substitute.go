package fault

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
)

// substitute is a response in place of the true one.
type substitute struct {
	status    int
	code      int
	message   string
	body      *string
	mediaType string
	location  *url.URL // as far as it differs from the address of the request
	processed bool
}

// or returns the response with what it doesn't say taken from a preset.
func (s substitute) or(preset substitute) substitute {
	return substitute{
		status:    cmp.Or(s.status, preset.status),
		code:      cmp.Or(s.code, preset.code),
		message:   cmp.Or(s.message, preset.message),
		body:      cmp.Or(s.body, preset.body),
		mediaType: cmp.Or(s.mediaType, preset.mediaType),
		location:  preset.location,
		processed: s.processed,
	}
}

// middleware returns nil when no other response was asked for.
func (s substitute) middleware() (middleware, error) {
	if s.status == 0 && s.body != nil {
		s.status = http.StatusOK
	}
	if s.status == 0 {
		if s != (substitute{}) {
			return nil, errors.New("code, message, type and processed need a response: add status=N")
		}
		return nil, nil
	}
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if s.processed {
			discardResponse(w, r, next)
		}
		s.write(w, r)
	}, nil
}

func (s substitute) write(w http.ResponseWriter, r *http.Request) {
	if s.location != nil {
		w.Header().Set("Location", redirection(s.location, r.URL))
	}
	if s.body == nil {
		serviceOf(r).WriteFailure(w, r, s.status, s.code, s.message)
		return
	}
	w.Header().Set("Content-Type", cmp.Or(s.mediaType, "text/plain; charset=utf-8"))
	writeBody(w, s.status, *s.body)
}

// redirection is where to send a request. What the target leaves out stays as the caller had it.
func redirection(target, asked *url.URL) string {
	location := *asked
	location.Scheme = cmp.Or(target.Scheme, location.Scheme)
	location.Host = cmp.Or(target.Host, location.Host)
	if target.Path != "" && target.Path != "." {
		location.Path, location.RawPath, location.RawQuery = target.Path, target.RawPath, target.RawQuery
	}
	return location.String()
}
