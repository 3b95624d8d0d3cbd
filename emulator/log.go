package emulator

import (
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// logging returns a handler that logs what the given one does with a request.
func logging(logger *slog.Logger, next http.Handler, faults []Fault) http.Handler {
	if logger == nil {
		return next // not wrapped, so that files are sent the fast way
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		logged := &statusWriter{ResponseWriter: w}
		defer logRequest(logger, r, logged, time.Now(), faults) // also when the connection breaks
		next.ServeHTTP(logged, r)
	})
}

func logRequest(logger *slog.Logger, r *http.Request, w *statusWriter, begin time.Time, faults []Fault) {
	e := exchangeOf(r.Context())
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", redactPath(r.URL.Path)),
		slog.String("operation", string(e.operation)),
		slog.Int("status", w.status), // 0 when the connection broke before there was one
		slog.Duration("duration", time.Since(begin)),
	}
	if len(faults) > 0 {
		attrs = append(attrs, slog.String("fault", joinFaults(faults)))
	}
	if e.reason != "" {
		attrs = append(attrs, slog.String("reason", e.reason))
	}
	logger.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}

func joinFaults(faults []Fault) string {
	var texts []string
	for _, fault := range faults {
		texts = append(texts, fault.String())
	}
	return strings.Join(texts, " ")
}

// statusWriter remembers the status of a response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
