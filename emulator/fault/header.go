package fault

import (
	"fmt"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"time"
)

// editingHeader changes the header before it is sent.
func editingHeader(edit func(header http.Header)) middleware {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(&Writer{ResponseWriter: w, Head: func(status int) {
			edit(w.Header())
			w.WriteHeader(status)
		}}, r)
	}
}

func parseHeader(value string) (middleware, error) {
	name, content, ok := strings.Cut(value, ":")
	name, content = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(content)
	if !ok || name == "" || strings.ContainsAny(name+content, "\r\n\x00") {
		return nil, fmt.Errorf("%q is not a header: want Name:value", value)
	}
	return editingHeader(func(header http.Header) {
		header.Del(name)
		if content != "" {
			header.Set(name, content)
		}
	}), nil
}

func parseRetryAfter(value string) (middleware, error) {
	offset, relative := strings.CutPrefix(value, "@")
	if !relative {
		return parseHeader("Retry-After:" + value)
	}
	d, err := time.ParseDuration(offset)
	if err != nil {
		return nil, fmt.Errorf("%q: want @ and a duration, such as @30s", value)
	}
	return editingHeader(func(header http.Header) {
		header.Set("Retry-After", time.Now().Add(d).UTC().Format(http.TimeFormat))
	}), nil
}

func parseAs(value string) (middleware, error) {
	status, err := parseStatus(value)
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(&Writer{ResponseWriter: w, Head: func(int) { w.WriteHeader(status) }}, r)
	}, err
}

func parseValidators(value string) (middleware, error) {
	switch value {
	case "none":
		return editingHeader(func(header http.Header) {
			header.Del("ETag")
			header.Del("Last-Modified")
		}), nil
	case "date":
		return editingHeader(func(header http.Header) { header.Del("ETag") }), nil
	case "weak":
		return editingHeader(func(header http.Header) {
			if tag := header.Get("ETag"); tag != "" {
				header.Set("ETag", "W/"+tag)
			}
		}), nil
	}
	return nil, fmt.Errorf("%q: want none, date or weak", value)
}

func withoutLength(w http.ResponseWriter, r *http.Request, next http.Handler) {
	next.ServeHTTP(&Writer{ResponseWriter: w, Head: func(status int) {
		w.Header().Del("Content-Length")
		w.WriteHeader(status)
		flush(w) // at once, before net/http can measure a short body
	}}, r)
}

func parseContentRange(value string) (middleware, error) {
	switch value {
	case "none":
		return parseHeader("Content-Range:")
	case "total=*":
		return editingHeader(func(header http.Header) {
			if span, _, ok := strings.Cut(header.Get("Content-Range"), "/"); ok {
				header.Set("Content-Range", span+"/*")
			}
		}), nil
	}
	sign := max(strings.IndexAny(value, "+-"), 0)
	which := slices.Index([]string{"start", "end", "total"}, value[:sign])
	if which < 0 {
		return nil, fmt.Errorf("%q: want start, end or total with +N or -N, total=*, or none", value)
	}
	delta, err := strconv.ParseInt(value[sign:], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%q is not a number", value[sign:])
	}
	return editingHeader(func(header http.Header) {
		var span [3]int64 // start, end, total
		if _, err := fmt.Sscanf(header.Get("Content-Range"), "bytes %d-%d/%d", &span[0], &span[1], &span[2]); err != nil {
			return
		}
		span[which] += delta
		header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", span[0], span[1], span[2]))
	}), nil
}
