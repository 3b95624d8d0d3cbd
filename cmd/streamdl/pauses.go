package main

import (
	"context"
	"log/slog"
	"time"
)

// pauses is the log of a command that is not told to log: all it tells is that the service asks to wait, since a
// command that is silent for minutes seems to hang.
type pauses struct {
	notef func(format string, args ...any)
}

// noticeable is the shortest pause that somebody would wonder about.
const noticeable = 3 * time.Second

// Enabled lets warnings through, which is what failed attempts are.
func (pauses) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelWarn }

// Handle looks for the hint to wait.
func (p pauses) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(attr slog.Attr) bool {
		if attr.Key == "retry_after" && attr.Value.Duration() >= noticeable {
			p.notef("streamdl: the service asks to wait %v\n", attr.Value.Duration().Round(time.Second))
		}
		return true
	})
	return nil
}

// WithAttrs changes nothing.
func (p pauses) WithAttrs([]slog.Attr) slog.Handler { return p }

// WithGroup changes nothing.
func (p pauses) WithGroup(string) slog.Handler { return p }
