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
	switch {
	case a.debug:
		return slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	case a.quiet:
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(retries{a.notef})
}

// onVideo makes a command of what is done to the one video that it is given.
func (a *app) onVideo(do func(ctx context.Context, client *wrapper.Client, video string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
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
		if err = do(cmd.Context(), client, video); err == nil {
			return nil
		}
		if errors.Is(err, errInterrupted) && apiError(err) != nil {
			err = errInterrupted // that a call got no response is no news then
		}
		return videoError{err, video}
	}
}

// agreeOn takes the account that the address of a video names, unless another one was given.
func (a *app) agreeOn(account string) error {
	if account == "" {
		return nil
	}
	given := a.accountID
	if given == "" {
		given = os.Getenv("CLOUDFLARE_ACCOUNT_ID")
	}
	if given != "" && given != account {
		return fmt.Errorf("%w: the video is of account %s, and the command was given %s: change --account-id or CLOUDFLARE_ACCOUNT_ID",
			wrapper.ErrInvalid, account, given)
	}
	a.accountID = account
	return nil
}
