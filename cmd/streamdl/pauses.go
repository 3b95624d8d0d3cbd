package main

import (
	"context"
	"log/slog"
	"time"
)

// pauses is the log of a command that is not told to log: all it tells is that the service asks to wait, and how long
// a fetch does, since a command that is silent for minutes seems to hang.
type pauses struct {
	notef func(format string, args ...any)
}

// noticeable is the shortest pause that somebody would wonder about.
const noticeable = 3 * time.Second

// Enabled lets through what the client and the transfer say of failed attempts.
func (pauses) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// Handle looks for a duration that is worth telling.
func (p pauses) Handle(_ context.Context, record slog.Record) error {
	texts := map[string]string{"retry_after": "the service asks to wait", "in": "trying again in"}
	record.Attrs(func(attr slog.Attr) bool {
		if text := texts[attr.Key]; text != "" && attr.Value.Duration() >= noticeable {
			p.notef("streamdl: %s %v\n", text, attr.Value.Duration().Round(time.Second))
		}
		return true
	})
	return nil
}

// WithAttrs changes nothing.
func (p pauses) WithAttrs([]slog.Attr) slog.Handler { return p }

// WithGroup changes nothing.
func (p pauses) WithGroup(string) slog.Handler { return p }
