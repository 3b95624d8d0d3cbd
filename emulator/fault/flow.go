package fault

import (
	"cmp"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

func parseCut(value string) (middleware, error) {
	at, err := parseAmount(value)
	return interrupting(at, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), err
}

func parseStall(value string) (middleware, error) {
	where, duration, limited := strings.Cut(value, "/")
	at, err := parseAmount(where)
	if err != nil || !limited {
		return interrupting(at, hang), err
	}
	d, err := parseDuration(duration)
	return interrupting(at, func(_ http.ResponseWriter, r *http.Request) { pause(r.Context(), d) }), err
}

// interrupting makes something happen once so much of the body was sent.
func interrupting(at amount, interrupt interruption) middleware {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var left int64 // bytes before the interruption, or -1 after it
		check := func() {
			if left == 0 {
				left = -1
				flush(w)
				interrupt(w, r)
			}
		}
		interrupted := &Writer{ResponseWriter: w, Head: func(status int) {
			left = at(promised(w.Header()))
			w.WriteHeader(status)
			check()
		}, Body: func(p []byte) (int, error) {
			if left < 0 {
				return w.Write(p)
			}
			n, err := w.Write(p[:min(int64(len(p)), left)])
			left -= int64(n)
			if err != nil {
				return n, err
			}
			check()
			if n == len(p) {
				return n, nil
			}
			rest, err := w.Write(p[n:])
			return n + rest, err
		}}
		next.ServeHTTP(interrupted, r)
		interrupted.WriteHeader(http.StatusOK)
	}
}

func parseRate(value string) (middleware, error) {
	rate, err := parseSize(value)
	rate = max(rate, 1)
	portion := max(rate/20, 1) // a twentieth of a second is smooth enough, and costs little
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		var since time.Time
		sent := int64(0)
		next.ServeHTTP(&Writer{ResponseWriter: w, Body: func(p []byte) (written int, err error) {
			if since.IsZero() {
				since = time.Now()
			}
			for written < len(p) {
				part := p[written:min(int64(written)+portion, int64(len(p)))]
				sent += int64(len(part))
				due := since.Add(time.Duration(float64(sent) / float64(rate) * float64(time.Second)))
				pause(r.Context(), time.Until(due)) // before it is sent, so that the last byte is as late as it should be
				n, err := w.Write(part)
				written += n
				if err != nil {
					return written, err
				}
				flush(w)
			}
			return written, nil
		}}, r)
	}, err
}

func parseConnections(value string) (middleware, error) {
	count, refusal, _ := strings.Cut(value, "/")
	limit, err := parseCount(count)
	if err != nil {
		return nil, err
	}
	refuse := reset
	if refusal != "reset" {
		status, err := parseStatus(cmp.Or(refusal, "503"))
		if err != nil {
			return nil, err
		}
		refuse = func(w http.ResponseWriter, r *http.Request) { serviceOf(r).WriteFailure(w, r, status, 0, "") }
	}
	var active atomic.Int64
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		defer active.Add(-1)
		if active.Add(1) > int64(limit) {
			refuse(w, r)
			return
		}
		next.ServeHTTP(w, r)
	}, nil
}
