package fault

import (
	"net/http"
	"strconv"
)

// middleware responds to a request with the help, or instead, of the next handler.
type middleware func(w http.ResponseWriter, r *http.Request, next http.Handler)

func (m middleware) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { m(w, r, next) })
}

// Writer alters a response on its way to the next writer, which gets what has no function of its own as it is.
type Writer struct {
	http.ResponseWriter

	Head func(status int) // once, with the final status, before the body
	Body func(p []byte) (int, error)

	begun bool
}

// WriteHeader implements [http.ResponseWriter].
func (w *Writer) WriteHeader(status int) {
	if w.begun {
		return
	}
	w.begun = status >= http.StatusOK // otherwise there is more to come
	if w.begun && w.Head != nil {
		w.Head(status)
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter].
func (w *Writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.Body == nil {
		return w.ResponseWriter.Write(p)
	}
	return w.Body(p)
}

// Unwrap is for [http.ResponseController].
func (w *Writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// promised is the length that a header announces, or -1.
func promised(header http.Header) int64 {
	length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return length
}

func promise(header http.Header, length int64) {
	header.Set("Content-Length", strconv.FormatInt(length, 10))
}

func flush(w http.ResponseWriter) {
	_ = http.NewResponseController(w).Flush() // a writer that can't flush doesn't hold back either
}

func writeBody(w http.ResponseWriter, status int, body string) {
	promise(w.Header(), int64(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // fails only when the client has left
}
