package emulator

import (
	"fmt"
	"math"
	"net/http"
	"net/textproto"
	"strings"
	"time"
)

func requestEffects() []effectKind {
	return []effectKind{
		{"ignore", "NAME", "overlooks a header of the request, such as Range or If-Range", wrapping(requestLayer, parseIgnore)},
		{"unsatisfiable", "", "answers 416, with the true length", wrapping(requestLayer, parseUnsatisfiable)},
		{"replace", "", "before answering, replaces the file by another of the same length", wrapping(requestLayer, parseReplace)},
		{"block", "DURATION", "answers all calls of the API 429 for so long, with the seconds left", wrapping(requestLayer, parseBlock)},
	}
}

// asking changes what the service sees of a request.
func asking(change func(r *http.Request)) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = r.Clone(r.Context())
			change(r)
			next.ServeHTTP(w, r)
		})
	}
}

func parseIgnore(value string) (middleware, error) {
	name := textproto.CanonicalMIMEHeaderKey(value)
	if name == "" {
		return nil, fmt.Errorf("%q is no header", value)
	}
	return asking(func(r *http.Request) { r.Header.Del(name) }), nil
}

func parseUnsatisfiable(value string) (middleware, error) {
	return asking(func(r *http.Request) {
		r.Header.Del("If-Range")
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", int64(math.MaxInt64)))
	}), noValue(value)
}

func parseReplace(value string) (middleware, error) {
	return asking(func(r *http.Request) {
		identifier, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/downloads/")
		exchangeOf(r.Context()).server.replaceServed(identifier, name)
	}), noValue(value)
}

func parseBlock(value string) (middleware, error) {
	d, err := parseDuration(value)
	return asking(func(r *http.Request) {
		s := exchangeOf(r.Context()).server
		s.mu.Lock()
		defer s.mu.Unlock()
		s.limit.blockedUntil = time.Now().Add(d)
	}), err
}
