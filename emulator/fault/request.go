package fault

import (
	"fmt"
	"math"
	"net/http"
	"net/textproto"
)

func requestEffects() []effect {
	return []effect{
		{"ignore", "NAME", "ignores a header of the request, such as Range or If-Range", wrapping(requestLayer, parseIgnore)},
		{"unsatisfiable", "", "responds 416, with the true length", wrapping(requestLayer, parseUnsatisfiable)},
		{"replace", "", "first replaces the file by another of the same length", wrapping(requestLayer, parseReplace)},
		{"gone", "", "first deletes the video", wrapping(requestLayer, parseGone)},
		{"block", "DURATION", "refuses all calls of the API with 429 for so long", wrapping(requestLayer, parseBlock)},
	}
}

// onRequest changes what the service sees of a request.
func onRequest(change func(r *http.Request)) middleware {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		r = r.Clone(r.Context())
		change(r)
		next.ServeHTTP(w, r)
	}
}

func parseIgnore(value string) (middleware, error) {
	name := textproto.CanonicalMIMEHeaderKey(value)
	if name == "" {
		return nil, fmt.Errorf("%q is not a header", value)
	}
	return onRequest(func(r *http.Request) { r.Header.Del(name) }), nil
}

func parseUnsatisfiable(value string) (middleware, error) {
	return onRequest(func(r *http.Request) {
		r.Header.Del("If-Range")
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-", int64(math.MaxInt64)))
	}), noValue(value)
}

func parseReplace(value string) (middleware, error) {
	return onRequest(func(r *http.Request) { serviceOf(r).ReplaceFile(r) }), noValue(value)
}

func parseGone(value string) (middleware, error) {
	return onRequest(func(r *http.Request) { serviceOf(r).DeleteVideo(r) }), noValue(value)
}

func parseBlock(value string) (middleware, error) {
	d, err := parseDuration(value)
	return onRequest(func(r *http.Request) { serviceOf(r).Block(d) }), err
}
