package transfer_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"time"
)

func undated(o *origin, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "video/mp4")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(o.current().data))
}

// serve is what a good server does.
func serve(o *origin, w http.ResponseWriter, r *http.Request) {
	now := o.current()
	if now.etag != "" {
		w.Header().Set("ETag", now.etag)
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "video/mp4")
	}
	http.ServeContent(w, r, "", now.modified, bytes.NewReader(now.data))
}

// status answers without the file.
func status(code int, headers ...string) answer {
	return func(_ *origin, w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

// page answers 200 with something that is no file, an empty type is left out.
func page(contentType, body string) answer {
	return func(_ *origin, w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = nil
		if contentType != "" {
			w.Header().Set("Content-Type", contentType)
		}
		_, _ = io.WriteString(w, body)
	}
}

// labelled serves the object with another header.
func labelled(name, value string) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		serve(o, &altered{w, func(int) {
			if w.Header().Del(name); value != "" {
				w.Header().Set(name, value)
			}
		}}, r)
	}
}

// altered does something to the header at the last moment.
type altered struct {
	http.ResponseWriter
	alter func(code int)
}

func (a *altered) WriteHeader(code int) {
	a.alter(code)
	a.ResponseWriter.WriteHeader(code)
}

// cut breaks the connection after n bytes of the body.
func cut(n int) answer { return cutting(n, serve) }

func cutting(n int, inner answer) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		inner(o, &short{w, n, func() { panic(http.ErrAbortHandler) }}, r)
	}
}

// ending leaves out what follows the first n bytes.
func ending(n int, inner answer) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) { inner(o, &short{w, n, func() {}}, r) }
}

// stall sends n bytes of the body and then nothing more.
func stall(n int) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		serve(o, &short{w, n, func() { o.hang(r) }}, r)
	}
}

// short lets so many bytes through and then does what it has to.
type short struct {
	http.ResponseWriter
	left int
	then func()
}

func (s *short) Write(p []byte) (int, error) {
	if len(p) <= s.left {
		s.left -= len(p)
		return s.ResponseWriter.Write(p)
	}
	n, _ := s.ResponseWriter.Write(p[:s.left])
	s.left = 0
	_ = http.NewResponseController(s.ResponseWriter).Flush()
	s.then()
	return n, io.ErrShortWrite
}

func (s *short) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// without ignores a header of the request.
func without(name string, inner answer) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.Header.Del(name)
		inner(o, w, r)
	}
}

// rangeless ignores ranges.
var rangeless = without("Range", serve)

// unconditional ignores what a range depends on.
var unconditional = without("If-Range", serve)

// lengthless serves the whole object without saying how long it is.
func lengthless(o *origin, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "video/mp4")
	now := o.current()
	if now.etag != "" {
		w.Header().Set("ETag", now.etag)
	}
	_ = http.NewResponseController(w).Flush()
	for part := range slices.Chunk(now.data, 32<<10) {
		_, _ = w.Write(part)
	}
}

// when gives an answer to some of the requests, and serves the others.
func when(special func(r *http.Request) bool, answer answer) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		if special(r) {
			answer(o, w, r)
			return
		}
		serve(o, w, r)
	}
}

// after changes the object, then serves it.
func after(change func(o *origin), inner answer) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		change(o)
		inner(o, w, r)
	}
}

// drip sends a few bytes at a time.
func drip(n int, every time.Duration) answer { return dripped(n, every, serve) }

func dripped(n int, every time.Duration, inner answer) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		inner(o, &dripping{w, n, every}, r)
	}
}

type dripping struct {
	http.ResponseWriter
	n     int
	every time.Duration
}

func (d *dripping) Write(p []byte) (written int, err error) {
	for part := range slices.Chunk(p, d.n) {
		n, err := d.ResponseWriter.Write(part)
		written += n
		if err == nil {
			err = http.NewResponseController(d.ResponseWriter).Flush()
		}
		if err != nil {
			return written, err
		}
		time.Sleep(d.every)
	}
	return written, nil
}

func (d *dripping) Unwrap() http.ResponseWriter { return d.ResponseWriter }

// paced serves each request at a rate in bytes per second.
func paced(rate int) answer { return drip(rate/64, time.Second/64) }

// raw writes a response as it stands, past all checks of net/http.
func raw(response string) answer {
	return func(_ *origin, w http.ResponseWriter, _ *http.Request) {
		connection, _, _ := http.NewResponseController(w).Hijack()
		_, _ = io.WriteString(connection, response)
		_ = connection.Close()
	}
}

func unreachable(*origin, http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
