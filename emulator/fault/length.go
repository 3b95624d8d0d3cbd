package fault

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
)

func parseShort(value string) (middleware, error) {
	missing, err := parseAmount(value)
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var left int64
		next.ServeHTTP(&writer{ResponseWriter: w, head: func(status int) {
			length := promised(w.Header())
			left = max(length-missing(length), 0)
			if length >= 0 {
				promise(w.Header(), left)
			}
			w.WriteHeader(status)
		}, body: func(p []byte) (int, error) {
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
	return lengthening(added, func(w http.ResponseWriter, extra int64) { writeFiller(w, 'x', extra) }), err
}

func parseAppend(value string) (middleware, error) {
	added := func(int64) int64 { return int64(len(value)) }
	return lengthening(added, func(w http.ResponseWriter, _ int64) {
		_, _ = io.WriteString(w, value) // fails only when the client has left
	}), nil
}

// lengthening announces more than the body, and sends that after it.
func lengthening(added amount, send func(w http.ResponseWriter, extra int64)) middleware {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var extra int64
		longer := &writer{ResponseWriter: w, head: func(status int) {
			length := promised(w.Header())
			extra = added(length)
			if length >= 0 {
				promise(w.Header(), length+extra)
			}
			w.WriteHeader(status)
		}}
		next.ServeHTTP(longer, r)
		longer.WriteHeader(http.StatusOK)
		send(w, extra)
	}
}

// writeFiller sends so many bytes of one kind, without holding them.
func writeFiller(w http.ResponseWriter, filler byte, count int64) {
	block := bytes.Repeat([]byte{filler}, int(min(count, 64<<10)))
	for count > 0 {
		n, err := w.Write(block[:min(count, int64(len(block)))])
		if err != nil {
			return // the client has left
		}
		count -= int64(n)
	}
}

func compress(w http.ResponseWriter, r *http.Request, next http.Handler) {
	compressor, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // a level that exists
	zipped := &writer{ResponseWriter: w, head: func(status int) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Del("Content-Length")
		w.WriteHeader(status)
	}, body: compressor.Write}
	next.ServeHTTP(zipped, r)
	zipped.WriteHeader(http.StatusOK)
	_ = compressor.Close() // fails only when the client has left
}
