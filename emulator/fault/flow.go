package fault

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

func flowEffects() []effect {
	return []effect{
		{"cut", "AMOUNT", "breaks the connection after so much of the body", wrapping(flowLayer, parseCut)},
		{"stall", "AMOUNT[/DURATION]", "sends nothing more after so much of the body, for that long or for ever", wrapping(flowLayer, parseStall)},
		{"rate", "SIZE", "sends no more bytes than that in a second, for each request", wrapping(flowLayer, parseRate)},
		{"connections", "N[/STATUS]", "refuses more than N requests at a time, with 503, another status, or reset", wrapping(beforeRequest, parseConnections)},
	}
}

func parseCut(value string) (middleware, error) {
	at, err := parseAmount(value)
	return interrupting(at, func(context.Context) { panic(http.ErrAbortHandler) }), err
}

func parseStall(value string) (middleware, error) {
	where, duration, limited := strings.Cut(value, "/")
	at, err := parseAmount(where)
	if err != nil || !limited {
		return interrupting(at, hang), err
	}
	d, err := parseDuration(duration)
	return interrupting(at, func(ctx context.Context) { pause(ctx, d) }), err
}

// interrupting makes something happen once so much of the body was sent.
func interrupting(at amount, interrupt interruption) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			interrupted := &interruptedWriter{ResponseWriter: w, ctx: r.Context(), at: at, interrupt: interrupt}
			next.ServeHTTP(interrupted, r)
			interrupted.WriteHeader(http.StatusOK)
		})
	}
}

type interruptedWriter struct {
	http.ResponseWriter
	ctx       context.Context //nolint:containedctx // of the one request that the writer is for
	at        amount
	interrupt interruption
	begun     bool
	left      int64 // bytes before the interruption, or -1 after it
}

func (w *interruptedWriter) WriteHeader(status int) {
	if w.begun {
		return
	}
	w.begun = true
	w.left = w.at.of(promised(w.Header()))
	w.ResponseWriter.WriteHeader(status)
	w.check()
}

func (w *interruptedWriter) Write(p []byte) (written int, err error) {
	w.WriteHeader(http.StatusOK)
	if w.left < 0 || int64(len(p)) < w.left {
		written, err = w.ResponseWriter.Write(p)
		w.left = max(w.left-int64(written), -1)
		return written, err
	}
	first := int(w.left)
	if written, err = w.ResponseWriter.Write(p[:first]); err != nil {
		return written, err
	}
	w.left = 0
	w.check()
	rest, err := w.ResponseWriter.Write(p[first:])
	return written + rest, err
}

func (w *interruptedWriter) check() {
	if w.left == 0 {
		w.left = -1
		flush(w.ResponseWriter)
		w.interrupt(w.ctx)
	}
}

func (w *interruptedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// promised is the length that a header announces, or -1.
func promised(header http.Header) int64 {
	length, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return length
}

func parseRate(value string) (middleware, error) {
	rate, err := parseSize(value)
	rate = max(rate, 1)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(&slowWriter{ResponseWriter: w, ctx: r.Context(), rate: rate}, r)
		})
	}, err
}

type slowWriter struct {
	http.ResponseWriter
	ctx   context.Context //nolint:containedctx // of the one request that the writer is for
	rate  int64           // bytes a second
	since time.Time
	sent  int64
}

func (w *slowWriter) Write(p []byte) (written int, err error) {
	if w.since.IsZero() {
		w.since = time.Now()
	}
	portion := max(w.rate/20, 1) // a twentieth of a second is smooth enough, and costs little
	for written < len(p) {
		next := p[written:min(int64(written)+portion, int64(len(p)))]
		w.sent += int64(len(next))
		due := w.since.Add(time.Duration(float64(w.sent) / float64(w.rate) * float64(time.Second)))
		pause(w.ctx, time.Until(due)) // before it is sent, so that the last byte is as late as it should be
		n, err := w.ResponseWriter.Write(next)
		written += n
		if err != nil {
			return written, err
		}
		flush(w.ResponseWriter)
	}
	return written, nil
}

func (w *slowWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func parseConnections(value string) (middleware, error) {
	count, refusal, _ := strings.Cut(value, "/")
	limit, err := parseCount(count)
	if err != nil {
		return nil, err
	}
	status := http.StatusServiceUnavailable
	if refusal != "" && refusal != "reset" {
		if status, err = parseStatus(refusal); err != nil {
			return nil, err
		}
	}
	var active atomic.Int64
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer active.Add(-1)
			switch tooMany := active.Add(1) > int64(limit); {
			case tooMany && refusal == "reset":
				reset(r.Context())
			case tooMany:
				serviceOf(r).WriteFailure(w, r, status, 0, "")
			default:
				next.ServeHTTP(w, r)
			}
		})
	}, nil
}
