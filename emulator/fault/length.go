package fault

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
)

func lengthEffects() []effect {
	return []effect{
		{"short", "AMOUNT", "leaves out the end of the body; Content-Length agrees", wrapping(lengthLayer, parseShort)},
		{"extra", "AMOUNT", "adds bytes to the end of the body; Content-Length agrees", wrapping(lengthLayer, parseExtra)},
		{"append", "TEXT", "adds this to the end of the body; Content-Length agrees", wrapping(lengthLayer, parseAppend)},
	}
}

func codingEffects() []effect {
	return []effect{
		{"gzip", "", "compresses the body, asked or not", wrapping(codingLayer, parseGzip)},
	}
}

func parseShort(value string) (middleware, error) {
	missing, err := parseAmount(value)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&shortWriter{ResponseWriter: w, missing: missing}, r)
		})
	}, err
}

// shortWriter swallows the end of a body of known length.
type shortWriter struct {
	http.ResponseWriter
	missing amount
	begun   bool
	left    int64
}

func (w *shortWriter) WriteHeader(status int) {
	if w.begun {
		return
	}
	w.begun = true
	length := promised(w.Header())
	w.left = max(length-w.missing.of(length), 0)
	if length >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(w.left, 10))
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *shortWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	n, err := w.ResponseWriter.Write(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	if err != nil {
		return n, err
	}
	return len(p), nil
}

func (w *shortWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func parseExtra(value string) (middleware, error) {
	added, err := parseAmount(value)
	return lengthening(added.of, 'x'), err
}

func parseAppend(value string) (middleware, error) {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			longer := &longWriter{ResponseWriter: w, added: func(int64) int64 { return int64(len(value)) }}
			next.ServeHTTP(longer, r)
			_, _ = longer.Write([]byte(value)) // fails only when the client has left
		})
	}, nil
}

// lengthening adds so many bytes of one kind, without holding them.
func lengthening(added func(length int64) int64, filler byte) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			longer := &longWriter{ResponseWriter: w, added: added}
			next.ServeHTTP(longer, r)
			longer.WriteHeader(http.StatusOK)
			writeFiller(w, filler, longer.extra)
		})
	}
}

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

// longWriter announces more than the body that it is given.
type longWriter struct {
	http.ResponseWriter
	added func(length int64) int64
	begun bool
	extra int64
}

func (w *longWriter) WriteHeader(status int) {
	if w.begun {
		return
	}
	w.begun = true
	length := promised(w.Header())
	w.extra = w.added(length)
	if length >= 0 {
		w.Header().Set("Content-Length", strconv.FormatInt(length+w.extra, 10))
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *longWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.ResponseWriter.Write(p)
}

func (w *longWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func parseGzip(value string) (middleware, error) {
	zipped := editingHeader(func(header http.Header) {
		header.Set("Content-Encoding", "gzip")
		header.Del("Content-Length")
	})
	return func(next http.Handler) http.Handler {
		return zipped(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			compressor, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // a level that exists
			next.ServeHTTP(&compressingWriter{w, compressor}, r)
			_ = compressor.Close() // fails only when the client has left
		}))
	}, noValue(value)
}

type compressingWriter struct {
	http.ResponseWriter
	compressor *gzip.Writer
}

func (w *compressingWriter) Write(p []byte) (int, error) { return w.compressor.Write(p) }
