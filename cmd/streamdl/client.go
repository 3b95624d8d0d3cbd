package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/streamdl/streamdl-go/wrapper"
)

// client makes a client of the environment and of the flags that override it.
func (a *app) client() (*wrapper.Client, error) {
	if missing := a.missing(); len(missing) > 0 {
		return nil, fmt.Errorf("%w: %s", wrapper.ErrInvalid, strings.Join(missing, "; "))
	}
	options := []wrapper.Option{wrapper.WithUserAgent("streamdl/" + wrapper.Version)}
	if a.accountID != "" {
		options = append(options, wrapper.WithAccountID(a.accountID))
	}
	if a.baseURL != "" {
		options = append(options, wrapper.WithBaseURL(a.baseURL))
	}
	options = append(options, wrapper.WithLogger(a.logger()))
	client, err := wrapper.NewFromEnv(options...)
	if err != nil {
		return nil, fmt.Errorf("%w; check the CLOUDFLARE_ variables and the flags that override them", err)
	}
	return client, nil
}

// missing tells all that has to be set and is not, so that nobody learns of it piece by piece.
func (a *app) missing() []string {
	var missing []string
	if a.accountID == "" && os.Getenv("CLOUDFLARE_ACCOUNT_ID") == "" {
		missing = append(missing, "no account: set CLOUDFLARE_ACCOUNT_ID or give --account-id")
	}
	if os.Getenv("CLOUDFLARE_API_TOKEN") == "" && (os.Getenv("CLOUDFLARE_EMAIL") == "" || os.Getenv("CLOUDFLARE_API_KEY") == "") {
		missing = append(missing, "no credential: set CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL and CLOUDFLARE_API_KEY")
	}
	return missing
}

func (a *app) logger() *slog.Logger {
	if !a.debug {
		return slog.New(pauses{a.notef})
	}
	return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// onVideo makes a command of what is done to the one video that it is given.
func (a *app) onVideo(do func(ctx context.Context, client *wrapper.Client, video string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		client, err := a.client()
		if err != nil {
			return err // it is not about the video
		}
		if err = do(cmd.Context(), client, args[0]); err == nil {
			return nil
		}
		if errors.Is(err, errInterrupted) && apiError(err) != nil {
			err = errInterrupted // that a call got no reply is no news then
		}
		return fmt.Errorf("%s: %w", args[0], err)
	}
}

// video accepts one argument.
func video(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return errors.New("VIDEO is missing: the UID of a video")
	case len(args) > 1:
		return fmt.Errorf("one VIDEO at a time, got %d arguments", len(args))
	case args[0] == "":
		return errors.New("VIDEO is empty: want the UID of a video")
	}
	return nil
}
