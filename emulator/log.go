package emulator

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/emulator/fault"
)

// logging returns a handler that logs what the given one does with a request.
func logging(logger *slog.Logger, next http.Handler, faults []Fault) http.Handler {
	if logger == nil {
		return next // not wrapped, so that files are sent the fast way
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin, status := time.Now(), 0 // which stays when the connection breaks before there is one
		defer func() { logRequest(logger, r, status, begin, faults) }()
		next.ServeHTTP(&fault.Writer{ResponseWriter: w, Head: func(sent int) {
			status = sent
			w.WriteHeader(sent)
		}}, r)
	})
}

func logRequest(logger *slog.Logger, r *http.Request, status int, begin time.Time, faults []Fault) {
	e := exchangeOf(r.Context())
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", redactPath(r.URL.Path)),
		slog.String("operation", string(e.operation)),
		slog.Int("status", status),
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
