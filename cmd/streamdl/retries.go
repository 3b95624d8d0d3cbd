package main

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/streamdl/streamdl-go/internal/line"
)

// retries is the log of a command that is not told to log. It tells why and for how long the command pauses, since one
// that is silent for long seems to hang.
type retries struct {
	notef func(format string, args ...any)
}

// noticeable is the shortest pause that somebody would wonder about.
const noticeable = time.Second

// Enabled lets through what the client and the transfer say of failed attempts.
func (retries) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// Handle tells the pauses that are long enough.
func (r retries) Handle(_ context.Context, record slog.Record) error {
	var status int64
	var after string
	var pause, hint time.Duration
	record.Attrs(func(attr slog.Attr) bool {
		switch attr.Key {
		case "status":
			status = attr.Value.Int64()
		case "after":
			after = attr.Value.String()
		case "in":
			pause = attr.Value.Duration()
		case "retry_after":
			hint = attr.Value.Duration()
		}
		return true
	})
	if status != 0 {
		after = strconv.FormatInt(status, 10)
	}
	after = line.Clean(after)
	switch {
	case pause >= noticeable:
		r.notef("streamdl: %s, trying again in %v\n", after, pause.Round(time.Second))
	case hint >= noticeable:
		r.notef("streamdl: %s, the service asks to wait %v\n", after, hint.Round(time.Second))
	}
	return nil
}

// WithAttrs changes nothing.
func (r retries) WithAttrs([]slog.Attr) slog.Handler { return r }

// WithGroup changes nothing.
func (r retries) WithGroup(string) slog.Handler { return r }
