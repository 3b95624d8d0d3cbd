package emulator

import (
	"compress/gzip"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/emulator/fault"
)

// responseWriter is the server's end of an exchange within the process.
type responseWriter struct {
	method  string
	header  http.Header
	pipe    *io.PipeWriter
	started chan struct{} // closed once the fields below are there to be read
	status  int
	sent    http.Header // the header at the moment it was written
	length  int64       // that was promised, or -1
	failed  error       // in place of a response
	written int64
	broken  error
}

func (w *responseWriter) Header() http.Header { return w.header }

func (w *responseWriter) WriteHeader(status int) {
	if w.status != 0 || status < 200 {
		return
	}
	w.status, w.sent, w.length = status, w.header.Clone(), declaredLength(w.header)
	if w.sent.Get("Date") == "" {
		w.sent.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	close(w.started)
}

func (w *responseWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.bodiless() {
		return len(p), nil
	}
	if w.length >= 0 && w.written+int64(len(p)) > w.length {
		return 0, http.ErrContentLength
	}
	n, err := w.pipe.Write(p)
	w.written += int64(n)
	return n, err
}

// FlushError sends the header. All else is sent as it is written.
func (w *responseWriter) FlushError() error {
	w.WriteHeader(http.StatusOK)
	return nil
}

func (w *responseWriter) bodiless() bool {
	return w.method == http.MethodHead || w.status == http.StatusNoContent || w.status == http.StatusNotModified
}

// serve calls the handler. The error is what the client is to see of a connection that broke.
func (w *responseWriter) serve(handler http.Handler, r *http.Request) (err error) {
	defer func() {
		cause := recover()
		aborted, _ := cause.(error)
		switch {
		case cause == nil:
		case errors.Is(aborted, http.ErrAbortHandler) && w.status == 0:
			err = io.EOF
		case errors.Is(aborted, http.ErrAbortHandler):
			err = io.ErrUnexpectedEOF
		default: // net/http would log it and go on
			err = fmt.Errorf("emulator: handler panicked: %v", cause)
		}
	}()
	handler.ServeHTTP(w, r)
	return w.broken
}

func (w *responseWriter) finish(err error) {
	if w.status == 0 && err != nil {
		w.failed = err
		close(w.started)
		return
	}
	w.WriteHeader(http.StatusOK)
	if err == nil && w.written < w.length && !w.bodiless() {
		err = io.ErrUnexpectedEOF
	}
	w.pipe.CloseWithError(err)
}

func (w *responseWriter) response(request *http.Request, body io.ReadCloser, unzip bool) *http.Response {
	response := &http.Response{
		Status:     fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)),
		StatusCode: w.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        w.sent,
		Body:          body,
		ContentLength: w.length,
		Request:       request,
	}
	if request.URL.Scheme == "https" {
		response.TLS = &tls.ConnectionState{HandshakeComplete: true}
	}
	switch {
	case w.method != http.MethodHead && w.bodiless():
		response.ContentLength = 0
	case w.length < 0:
		response.TransferEncoding = []string{"chunked"}
	}
	if unzip && strings.EqualFold(w.sent.Get("Content-Encoding"), "gzip") {
		response.Header.Del("Content-Encoding")
		response.Header.Del("Content-Length")
		response.ContentLength, response.Uncompressed = -1, true
		response.Body = &unzippingBody{ReadCloser: body}
	}
	return response
}

// unzippingBody decompresses from the first read on.
type unzippingBody struct {
	io.ReadCloser
	unzipped io.Reader
}

func (b *unzippingBody) Read(p []byte) (int, error) {
	if b.unzipped == nil {
		reader, err := gzip.NewReader(b.ReadCloser)
		if err != nil {
			return 0, err
		}
		b.unzipped = reader
	}
	return b.unzipped.Read(p)
}

// declaredLength is the length that a header announces, or -1.
func declaredLength(header http.Header) int64 {
	length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return length
}

// breakConnection is deferred around the handlers of a request. A connection that a fault broke is an error for a caller
// in the same process, and a reset over a socket.
func breakConnection(w http.ResponseWriter) {
	cause := recover()
	if cause == nil {
		return
	}
	broken, ok := cause.(fault.BrokenConnection)
	if !ok {
		panic(cause)
	}
	if w, ok := w.(*responseWriter); ok {
		w.broken = broken.Err
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // such as over HTTP/2
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // so that closing sends a reset
	}
	_ = conn.Close()
}
