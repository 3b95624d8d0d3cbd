package fault

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// response stands in for the true response.
type response struct {
	status    int
	code      int
	message   string
	body      *string
	mediaType string
	location  *redirection
	processed bool
	// preset supplies what isn't named.
	preset func(r *response)
}

func responseEffects() []effect {
	return []effect{
		{"status", "N", "a failure under that status; under 200 it has success:false", addStatus},
		{"code", "N", "the code in the failure", addCode},
		{"message", "TEXT", "the message in the failure", func(p *plan, v string) error { p.response.message = v; return nil }},
		{"body", "TEXT", "this body instead of an envelope", func(p *plan, v string) error { p.response.body = &v; return nil }},
		{"type", "MEDIA-TYPE", "the content type of that body (text/plain)", func(p *plan, v string) error { p.response.mediaType = v; return nil }},
		{"processed", "", "the request takes effect all the same", func(p *plan, v string) error { p.response.processed = true; return noValue(v) }},
		{"throttle", "", "429 with code 10429", addPreset(presetThrottle)},
		{"ban", "", "429 with code 10502, after too many bad credentials", addPreset(presetBan)},
		{"html", "N", "an HTML page under that status", addStatusPreset(presetHTML)},
		{"empty", "N", "no body under that status", addStatusPreset(presetEmpty)},
		{"edge", "N", "the plain text \"error code: N\" of the edge, such as 1015", addEdge(presetEdge)},
		{"problem", "N", "the same as RFC 9457 JSON", addEdge(presetProblem)},
		{"redirect", "URL", "302 to it; what the URL leaves out stays: https:, //host, /path, . for the same", addRedirect},
	}
}

func addStatus(p *plan, value string) (err error) {
	p.response.status, err = parseStatus(value)
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
	p.response.code = code
	return nil
}

func addPreset(preset func(*response)) func(*plan, string) error {
	return func(p *plan, value string) error {
		if err := noValue(value); err != nil {
			return err
		}
		return p.response.use(preset)
	}
}

func (p *response) use(preset func(*response)) error {
	if p.preset != nil {
		return errors.New("there is another complete response in this fault")
	}
	p.preset = preset
	return nil
}

// middleware returns nil when no other response was asked for.
func (p response) middleware() (middleware, error) {
	if p.preset != nil {
		p.preset(&p)
	}
	if p.status == 0 && p.body != nil {
		p.status = http.StatusOK
	}
	if p.status == 0 {
		if p.code != 0 || p.message != "" || p.mediaType != "" || p.processed {
			return nil, errors.New("code, message, type and processed need a response: add status=N")
		}
		return nil, nil
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if p.processed {
				discardResponse(next, r)
			}
			p.write(w, r)
		})
	}, nil
}

func (p response) write(w http.ResponseWriter, r *http.Request) {
	if p.location != nil {
		w.Header().Set("Location", p.location.of(r))
	}
	if p.body == nil {
		serviceOf(r).WriteFailure(w, r, p.status, p.code, p.message)
		return
	}
	w.Header().Set("Content-Type", cmp.Or(p.mediaType, "text/plain; charset=utf-8"))
	writeBody(w, p.status, *p.body)
}

func writeBody(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // fails only when the client has left
}
