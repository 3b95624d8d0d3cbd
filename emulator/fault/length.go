package fault

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
)

func parseShort(value string) (middleware, error) {
	missing, err := parseAmount(value)
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var left int64
		next.ServeHTTP(&Writer{ResponseWriter: w, Head: func(status int) {
			length := promised(w.Header())
			left = max(length-missing(length), 0)
			if length >= 0 {
				promise(w.Header(), left)
			}
			w.WriteHeader(status)
		}, Body: func(p []byte) (int, error) {
			n, err := w.Write(p[:min(int64(len(p)), left)])
			left -= int64(n)
			if err != nil {
				return n, err
			}
			return len(p), nil // the end is swallowed
		}}, r)
	}, err
}

func parseExtra(value string) (middleware, error) {
	added, err := parseAmount(value)
	return lengthening(added, func(extra int64) io.Reader { return io.LimitReader(filler('x'), extra) }), err
}

func parseAppend(value string) (middleware, error) {
	added := func(int64) int64 { return int64(len(value)) }
	return lengthening(added, func(int64) io.Reader { return strings.NewReader(value) }), nil
}

// lengthening announces more than the body, and sends that after it.
func lengthening(added amount, more func(extra int64) io.Reader) middleware {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var extra int64
		longer := &Writer{ResponseWriter: w, Head: func(status int) {
			length := promised(w.Header())
			extra = added(length)
			if length >= 0 {
				promise(w.Header(), length+extra)
			}
			w.WriteHeader(status)
		}}
		next.ServeHTTP(longer, r)
		longer.WriteHeader(http.StatusOK)
		_, _ = io.Copy(w, more(extra)) // fails only when the client has left
	}
}

// filler reads as one byte without end.
type filler byte

func (f filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(f)
	}
	return len(p), nil
}

func compress(w http.ResponseWriter, r *http.Request, next http.Handler) {
	compressor, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // a level that exists
	zipped := &Writer{ResponseWriter: w, Head: func(status int) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Del("Content-Length")
		w.WriteHeader(status)
	}, Body: compressor.Write}
	next.ServeHTTP(zipped, r)
	zipped.WriteHeader(http.StatusOK)
	_ = compressor.Close() // fails only when the client has left
}
