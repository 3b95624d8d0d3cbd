package emulator

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/emulator/fault"
)

// WithLogger writes a line for each request: method, path, operation, status, duration, the faults that happened to it,
// and why it was refused. Tokens in paths are redacted; queries, headers and bodies are left out. Nothing is logged by
// default.
func WithLogger(logger *slog.Logger) Option {
	return func(s *Server) error {
		if logger == nil {
			return errors.New("logger is nil")
		}
		s.logger = logger
		return nil
	}
}

// log returns a handler that logs what the given one does with a request.
func (s *Server) log(next http.Handler, faults []Fault) http.Handler {
	if s.logger == nil {
		return next // not wrapped, so that files are sent the fast way
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		logged := &statusWriter{ResponseWriter: w}
		defer s.logRequest(r, logged, time.Now(), faults) // also when the connection breaks
		next.ServeHTTP(logged, r)
	})
}

func (s *Server) logRequest(r *http.Request, w *statusWriter, begin time.Time, faults []Fault) {
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
	s.logger.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}

func joinFaults(faults []fault.Fault) string {
	var texts []string
	for _, fault := range faults {
		texts = append(texts, fault.String())
	}
	return strings.Join(texts, " ")
}

// redactPath takes out of a path what is, or was meant as, a token.
func redactPath(path string) string {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		if isToken(segment) {
			segments[i] = "REDACTED"
		}
	}
	return strings.Join(segments, "/")
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
