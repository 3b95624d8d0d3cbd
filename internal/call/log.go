package call

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// logAttempt writes what came of an attempt: on level debug, or warn if it failed. No header, address or body can get into
// a log, since nothing here takes it there.
func (c *Caller) logAttempt(req *http.Request, number int, resp *http.Response, failure *Failure, start time.Time) {
	if c.Log == nil {
		return
	}
	level, status, ray, retryAfter := slog.LevelDebug, http.StatusOK, "", time.Duration(0)
	if failure != nil {
		level, status, ray, retryAfter = slog.LevelWarn, failure.StatusCode, failure.RayID, failure.RetryAfter
	} else {
		ray = c.rayID(resp.Header.Get("Cf-Ray"))
	}
	c.Log(req.Context(), level, "stream api call",
		slog.String("method", req.Method), slog.String("operation", gen.OperationID(req.Context())),
		slog.String("video", c.Credential.Redact(gen.PathParameter(req, "identifier"))),
		slog.Int("status", status), slog.Int("attempt", number), slog.Duration("duration", time.Since(start)),
		slog.String("ray", ray), slog.Duration("retry_after", retryAfter))
}

// LogPause writes that a call will be tried again after a pause.
func (c *Caller) LogPause(ctx context.Context, failure *Failure, pause time.Duration) {
	if c.Log != nil {
		c.Log(ctx, slog.LevelInfo, "trying again",
			slog.String("operation", failure.Op), slog.Int("status", failure.StatusCode), slog.Duration("in", pause))
	}
}
