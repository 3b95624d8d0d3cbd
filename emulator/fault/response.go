package fault

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
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
	// preset supplies what isn't named.
	preset func(s *substitute)
}

func responseEffects() []effect {
	return []effect{
		{"status", "N", "a failure under that status; under 200 it has success:false", addStatus},
		{"code", "N", "the code in the failure", addCode},
		{"message", "TEXT", "the message in the failure", func(p *plan, v string) error { p.substitute.message = v; return nil }},
		{"body", "TEXT", "this body instead of an envelope", func(p *plan, v string) error { p.substitute.body = &v; return nil }},
		{"type", "MEDIA-TYPE", "the content type of that body (text/plain)", func(p *plan, v string) error { p.substitute.mediaType = v; return nil }},
		{"processed", "", "the request takes effect all the same", func(p *plan, v string) error { p.substitute.processed = true; return noValue(v) }},
		{"throttle", "", "429 with code 10429", addPreset(parseNothing, presetThrottle)},
		{"ban", "", "429 with code 10502, after too many bad credentials", addPreset(parseNothing, presetBan)},
		{"html", "N", "an HTML page under that status", addPreset(parseStatus, presetHTML)},
		{"empty", "N", "no body under that status", addPreset(parseStatus, presetEmpty)},
		{"edge", "N", "the plain text \"error code: N\" of the edge, such as 1015", addPreset(parseEdge, presetEdge)},
		{"problem", "N", "the same as RFC 9457 JSON", addPreset(parseEdge, presetProblem)},
		{"redirect", "URL", "302 to it; what the URL leaves out stays: https:, //host, /path, . for the same", addRedirect},
	}
}

func addStatus(p *plan, value string) (err error) {
	p.substitute.status, err = parseStatus(value)
	return err
}

func parseStatus(value string) (int, error) {
	status, err := strconv.Atoi(value)
	if err != nil || status < 200 || status > 599 {
		return 0, fmt.Errorf("%q is not a final status: want 200 to 599", value)
	}
	return status, nil
}

func addCode(p *plan, value string) error {
	code, err := strconv.Atoi(value)
	if err != nil || code < 1 {
		return fmt.Errorf("%q is not a code: want a positive number", value)
	}
	p.substitute.code = code
	return nil
}

// addPreset adds a complete response, as the number that the value is read as says.
func addPreset(parse func(value string) (int, error), preset func(s *substitute, number int)) func(*plan, string) error {
	return func(p *plan, value string) error {
		number, err := parse(value)
		if err != nil {
			return err
		}
		return p.substitute.use(func(s *substitute) { preset(s, number) })
	}
}

func (s *substitute) use(preset func(*substitute)) error {
	if s.preset != nil {
		return errors.New("there is another complete response in this fault")
	}
	s.preset = preset
	return nil
}

// middleware returns nil when no other response was asked for.
func (s substitute) middleware() (middleware, error) {
	if s.preset != nil {
		s.preset(&s)
	}
	if s.status == 0 && s.body != nil {
		s.status = http.StatusOK
	}
	if s.status == 0 {
		if s.code != 0 || s.message != "" || s.mediaType != "" || s.processed {
			return nil, errors.New("code, message, type and processed need a response: add status=N")
		}
		return nil, nil
	}
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if s.processed {
			discardResponse(next, r)
		}
		s.write(w, r)
	}, nil
}

func (s substitute) write(w http.ResponseWriter, r *http.Request) {
	if s.location != nil {
		w.Header().Set("Location", redirection(s.location, serviceOf(r).URL(r)))
	}
	if s.body == nil {
		serviceOf(r).WriteFailure(w, r, s.status, s.code, s.message)
		return
	}
	w.Header().Set("Content-Type", cmp.Or(s.mediaType, "text/plain; charset=utf-8"))
	writeBody(w, s.status, *s.body)
}

func writeBody(w http.ResponseWriter, status int, body string) {
	promise(w.Header(), int64(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // fails only when the client has left
}
