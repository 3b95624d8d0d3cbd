package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/wrapper"
)

// client makes a client of the environment and of the flags that override it.
func (a *app) client(more ...wrapper.Option) (*wrapper.Client, error) {
	if wrong := a.checkSettings(); len(wrong) > 0 {
		return nil, fmt.Errorf("%w: %s", wrapper.ErrInvalid, strings.Join(wrong, "; "))
	}
	options := []wrapper.Option{wrapper.WithUserAgent("streamdl/" + wrapper.Version)}
	if a.accountID != "" {
		options = append(options, wrapper.WithAccountID(a.accountID))
	}
	if a.baseURL != "" {
		options = append(options, wrapper.WithBaseURL(a.baseURL))
	}
	options = append(options, wrapper.WithLogger(a.logger()))
	client, err := wrapper.NewFromEnv(append(options, more...)...)
	if err != nil {
		return nil, fmt.Errorf("%w; check the CLOUDFLARE_ variables and the flags that override them", err)
	}
	return client, nil
}

func (a *app) logger() *slog.Logger {
	if a.debug {
		return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return slog.New(retries{a})
}

// onVideo says what a command does to the one video that it is given.
func (a *app) onVideo(cmd *cobra.Command, do func(ctx context.Context, client *wrapper.Client, video string) error) *cobra.Command {
	cmd.Args = oneVideo
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		video, account, err := parseVideo(args[0])
		if err != nil {
			return err
		}
		if err := a.agreeOn(account); err != nil {
			return err
		}
		client, err := a.client()
		if err != nil {
			return err // it is not about the video
		}
		if err = do(cmd.Context(), client, video); err != nil {
			return videoError{inOneWord(err), video}
		}
		return nil
	}
	return cmd
}

// agreeOn takes the account that the address of a video names, unless another one was given.
func (a *app) agreeOn(account string) error {
	if account == "" {
		return nil
	}
	if _, given := setting("--account-id", a.accountID, "CLOUDFLARE_ACCOUNT_ID"); given != "" && given != account {
		return fmt.Errorf("%w: the video is of account %s, and the command was given %s: change --account-id or CLOUDFLARE_ACCOUNT_ID",
			wrapper.ErrInvalid, account, given)
	}
	a.accountID = account
	return nil
}

// retries is the log of a command that does not log. It says why and for how long the command pauses, since one
// that is silent for long seems to hang.
type retries struct{ app *app }

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
		r.app.newsf("streamdl: %s, trying again in %v\n", after, pause.Round(time.Second))
	}
	return nil
}

// WithAttrs changes nothing.
func (r retries) WithAttrs([]slog.Attr) slog.Handler { return r }

// WithGroup changes nothing.
func (r retries) WithGroup(string) slog.Handler { return r }
