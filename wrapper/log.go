package wrapper

import (
	"context"
	"log/slog"
	"time"

	"github.com/streamdl/streamdl-go/internal/call"
)

// callLog writes of calls for a logger.
type callLog struct{ *slog.Logger }

// Attempt writes what came of an attempt: on level debug, or warn if it failed.
func (l callLog) Attempt(ctx context.Context, a call.Attempt) {
	level := slog.LevelDebug
	if a.Failed {
		level = slog.LevelWarn
	}
	l.LogAttrs(ctx, level, "stream api call",
		slog.String("method", a.Method), slog.String("operation", a.Operation), slog.String("video", a.Video),
		slog.Int("status", a.StatusCode), slog.Int("attempt", a.Number), slog.Duration("duration", a.Duration),
		slog.String("ray", a.RayID), slog.Duration("retry_after", a.RetryAfter))
}

// Pause writes that a call will be tried again.
func (l callLog) Pause(ctx context.Context, operation string, status int, pause time.Duration) {
	l.LogAttrs(ctx, slog.LevelInfo, "trying again", slog.String("operation", operation), slog.Int("status", status), slog.Duration("in", pause))
}
