package wrapper

import (
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// logged tells the logger about each attempt. What is written is named here, one by one: no header,
// address or body can get into a log, since nothing takes it there.
func logged(next sender, logger *slog.Logger, cred credential) sender {
	return func(req *http.Request, attempt int) (*http.Response, error) {
		start := time.Now()
		resp, err := next(req, attempt)
		level, status, ray, hint := slog.LevelDebug, 0, "", time.Duration(0)
		if resp != nil {
			status, ray = resp.StatusCode, rayID(resp.Header.Get("Cf-Ray"), cred)
		}
		if err != nil {
			level = slog.LevelWarn
			if failure, ok := errors.AsType[*Error](err); ok {
				status, ray, hint = failure.StatusCode, failure.RayID, failure.RetryAfter
			}
		}
		logger.LogAttrs(req.Context(), level, "stream api call",
			slog.String("method", req.Method),
			slog.String("operation", operation(req)),
			slog.Int("status", status),
			slog.Int("attempt", attempt),
			slog.Duration("duration", time.Since(start)),
			slog.String("ray", ray),
			slog.Duration("retry_after", hint))
		return resp, err
	}
}
