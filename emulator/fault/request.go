package fault

import (
	"fmt"
	"math"
	"net/http"
	"net/textproto"
)

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

func askPastTheEnd(r *http.Request) {
	r.Header.Del("If-Range")
	r.Header.Set("Range", fmt.Sprintf("bytes=%d-", int64(math.MaxInt64)))
}

func replaceFile(r *http.Request) { serviceOf(r).ReplaceFile(r) }

func deleteVideo(r *http.Request) { serviceOf(r).DeleteVideo(r) }

func parseBlock(value string) (middleware, error) {
	d, err := parseDuration(value)
	return onRequest(func(r *http.Request) { serviceOf(r).Block(d) }), err
}
