package wrapper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/streamdl/streamdl-go/internal/fileurl"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// FetchResult is what came of a transfer.
type FetchResult struct {
	Path         string // the file written, as it was given; empty for [Client.Fetch]
	Bytes        int64  // the size of the whole file
	SHA256       string // its checksum, in lower-case hexadecimal
	ContentType  string // its media type, in the words of the server
	ResumedBytes int64  // how many of the bytes were there from an earlier run
	Verified     bool   // the server promised a length, and it was met
}

// Fetch writes the file of a download to w, from the first byte to the last. A cut connection is continued where
// it ended, and w is never given a byte twice.
//
// A private video needs nothing special: where its plain URL is refused (401, 403) the client signs and goes on, with
// the key of [WithSigningKey] or else by [Client.Token], and again when a token runs out. The credential of the client is
// not sent, as another host serves the files.
//
// Errors: [ErrInvalid] if the download is not ready, [ErrProtocol] if its URL or the file can't be one, [ErrUnauthorized],
// [ErrNotFound], [ErrChanged], [ErrStalled]; [ErrLocal] if w fails; an [*Error] with the status if the server refused.
func (c *Client) Fetch(ctx context.Context, download Download, w io.Writer, opts ...FetchOption) (FetchResult, error) {
	if w == nil {
		return FetchResult{}, invalid("writer is nil")
	}
	check := func(transfer.Options) error { return nil }
	return c.fetch(ctx, download, opts, check, func(address string, options transfer.Options) (transfer.Result, error) {
		return transfer.ToWriter(ctx, address, w, options)
	})
}

// FetchFile writes the file of a download to path. The path appears only when the whole file is there, checked
// and on disk; until then its bytes are in path.part, from which a later call goes on, under a new token too. Private
// videos and the credential are treated as by [Client.Fetch].
//
// Errors: those of Fetch; an existing file is an [ErrExists] unless [WithOverwrite] is given, another process that
// fetches it an [ErrLocked], and any failure of the disk an [ErrLocal].
func (c *Client) FetchFile(ctx context.Context, download Download, path string, opts ...FetchOption) (FetchResult, error) {
	check := func(options transfer.Options) error { return transfer.CheckTarget(path, options.Overwrite) }
	return c.fetch(ctx, download, opts, check, func(address string, options transfer.Options) (transfer.Result, error) {
		return transfer.ToFile(ctx, address, path, options)
	})
}

// fetch runs a transfer. Where a token has to be asked for first, the check comes before that.
func (c *Client) fetch(ctx context.Context, download Download, opts []FetchOption, check func(transfer.Options) error,
	run func(address string, options transfer.Options) (transfer.Result, error)) (FetchResult, error) {
	config, err := c.fetchConfig(ctx, download, opts)
	if err != nil {
		return FetchResult{}, err
	}
	address := download.URL
	if err := fileurl.Check(address); err != nil {
		return FetchResult{}, protocol(err)
	}
	signedHere := c.signWhereNeeded(&config, address)
	if config.private && !config.Signed && config.Refresh != nil {
		if err := check(config.Options); err != nil {
			return FetchResult{}, err
		}
		if address, err = config.Refresh(ctx); err != nil {
			return FetchResult{}, err
		}
		config.Signed = true
	}
	result, err := run(fileurl.WithName(address, config.fileName), config.Options)
	if err != nil && ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		err = fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	if signedHere.Load() && errors.Is(err, ErrUnauthorized) {
		err = fmt.Errorf("%w (the token was signed with key %s: it has to be one of the account of the video, and the clock of this machine has to be right)", err, c.key.ID())
	}
	return FetchResult(result), fetchError(err)
}

func (c *Client) fetchConfig(ctx context.Context, download Download, opts []FetchOption) (fetchConfig, error) {
	config := fetchConfig{Options: c.files}
	if ctx == nil {
		return config, invalid("context is nil")
	}
	if errs := apply(&config, opts); errs != nil {
		return config, errs[0]
	}
	if download.Status != Ready {
		return config, invalid("the download is %q, not ready: wait for it first", download.Status)
	}
	return config, nil
}

// signWhereNeeded sets up how a new URL is had where one is refused, unless the caller did. It returns whether a token was
// signed with the key of the client, once the transfer is over.
func (c *Client) signWhereNeeded(config *fetchConfig, address string) *atomic.Bool {
	byKey := new(atomic.Bool)
	videoID, file, signed := fileurl.Video(address)
	if config.Signed = signed; checkIdentifier("video id", videoID) != nil {
		return byKey
	}
	if config.Identity == "" {
		config.Identity = videoID + file // and not the URL, which a new token changes
	}
	if config.Refresh == nil {
		config.Refresh = func(ctx context.Context) (string, error) {
			token, err := c.sign(ctx, videoID, TokenOptions{})
			if err != nil {
				return "", err
			}
			byKey.Store(!c.key.IsZero())
			signed, err := fileurl.WithToken(address, token)
			if err != nil {
				return "", protocol(err)
			}
			return fileurl.WithName(signed, config.fileName), nil
		}
	}
	return byKey
}

// protocol says that an address which came from the service is no good.
func protocol(err error) error { return fmt.Errorf("%w: %w", ErrProtocol, err) }
