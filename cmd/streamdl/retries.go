package main

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/streamdl/streamdl-go/internal/line"
)

// retries is the log of a command that does not log. It says why and for how long the command pauses, since one
// that is silent for long seems to hang.
type retries struct {
	notef func(format string, args ...any)
}

// noticeable is the shortest pause that somebody would wonder about.
const noticeable = time.Second

// Enabled lets through what the client and the transfer say of failed attempts.
func (retries) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// Handle writes the pauses that are long enough.
func (r retries) Handle(_ context.Context, record slog.Record) error {
	after, pause := "no response", time.Duration(0)
	record.Attrs(func(attr slog.Attr) bool {
		switch value := attr.Value; {
		case attr.Key == "status" && value.Int64() != 0:
			after = strconv.FormatInt(value.Int64(), 10)
		case attr.Key == "after":
			after = line.Clean(value.String())
		case attr.Key == "in":
			pause = value.Duration()
		}
		return true
	})
	if pause >= noticeable {
		r.notef("streamdl: %s, trying again in %v\n", after, pause.Round(time.Second))
	}
	return nil
}

// WithAttrs changes nothing.
func (r retries) WithAttrs([]slog.Attr) slog.Handler { return r }

// WithGroup changes nothing.
func (r retries) WithGroup(string) slog.Handler { return r }
