package wrapper

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// Version is the version of this module, and part of the User-Agent.
const Version = "0.1.0"

// The types of the API, as the generated code has them.
type (
	// Download is a file that is, or is being, generated from a video.
	Download = gen.Download
	// Downloads are the downloads of a video by type. The one that was not asked for is nil.
	Downloads = gen.Downloads
	// DownloadType is the kind of file: [Default] or [Audio].
	DownloadType = gen.DownloadType
	// DownloadStatus is how far a download is. The service may add values; one that is unknown is kept as it came.
	DownloadStatus = gen.DownloadStatus
)

const (
	// Default is the video as an MP4.
	Default = gen.DownloadTypeDefault
	// Audio is its sound as an M4A.
	Audio = gen.DownloadTypeAudio
)

// Client calls the downloads API for one account. It is immutable and safe for concurrent use. Make it with
// [New] or [NewFromEnv].
type Client struct {
	account string
	*shared
}

// shared is what the copies of a client have in common.
type shared struct {
	api    *gen.ClientWithResponses
	files  transfer.Options
	retry  RetryPolicy
	budget *retryBudget
	polls  *polls
}

// New makes a client. It needs [WithAccountID] and one of [WithAPIToken] and [WithAPIKey]. All that is wrong
// with the options is told in one error, which matches [ErrInvalid].
func New(opts ...Option) (*Client, error) {
	return newClient(defaultConfig(), opts)
}

func newClient(defaults config, opts []Option) (*Client, error) {
	config, base, err := build(defaults, opts)
	if err != nil {
		return nil, err
	}
	policy := config.retryPolicy()
	budget := newRetryBudget()
	chain := newChain(config, base, policy, newPacer(config.calls, config.window, policy.MaxRetryAfter), budget)
	api, err := gen.NewClientWithResponses(config.baseURL, gen.WithHTTPClient(chain))
	if err != nil {
		return nil, invalid("base URL: %w", err)
	}
	return &Client{account: config.accountID, shared: &shared{
		api:    api,
		files:  fileOptions(config, base),
		retry:  policy,
		budget: budget,
		polls:  newPolls(),
	}}, nil
}

// ForAccount returns a copy of the client for another account, with the same credential and the same limits. An
// id that can't be one is told by the first call.
func (c *Client) ForAccount(id string) *Client {
	return &Client{account: id, shared: c.shared}
}

// Generated returns the generated client, for what the methods here don't offer: request editors, raw
// replies, a body for create. Its calls have the same credential, limits, retries and errors, except that a
// create that may have reached the service is not repeated.
func (c *Client) Generated() *gen.ClientWithResponses { return c.api }

// List returns the downloads of a video. One that was never asked for is nil.
//
// API: GET /accounts/{account_id}/stream/{identifier}/downloads. It is safe to repeat, since it changes nothing.
func (c *Client) List(ctx context.Context, videoID string) (Downloads, error) {
	if err := c.check(ctx, videoID); err != nil {
		return Downloads{}, err
	}
	resp, err := c.api.ListDownloads(ctx, c.account, videoID)
	if err != nil {
		return Downloads{}, err
	}
	return listed(resp)
}

// Delete deletes the default download of a video. It returns [ErrNotFound] if there is none.
//
// API: DELETE /accounts/{account_id}/stream/{identifier}/downloads. It is safe to repeat: what an earlier attempt
// may have deleted, and a later one does not find, is deleted.
func (c *Client) Delete(ctx context.Context, videoID string) error {
	if err := c.check(ctx, videoID); err != nil {
		return err
	}
	return deleted(c.api.DeleteDownloads(ctx, c.account, videoID))
}

// DeleteType deletes the download of one type. It returns [ErrNotFound] if there is none.
//
// API: DELETE /accounts/{account_id}/stream/{identifier}/downloads/{download_type}. It is safe to repeat, like
// [Client.Delete].
func (c *Client) DeleteType(ctx context.Context, videoID string, kind DownloadType) error {
	if err := c.check(ctx, videoID, kind); err != nil {
		return err
	}
	return deleted(c.api.DeleteDownloadOfType(ctx, c.account, videoID, kind))
}

func deleted(resp *http.Response, err error) error {
	if err == nil {
		if word := resp.Body.(*reply).result; word[0] != '"' {
			return refuse(resp, "the result of a deletion is no text")
		}
		return nil
	}
	if failed, ok := errors.AsType[*Error](err); ok && failed.StatusCode == http.StatusNotFound && failed.reached {
		return nil // by an attempt whose reply was lost
	}
	return err
}

// check refuses what could not be sent as it is meant.
func (c *Client) check(ctx context.Context, videoID string, kinds ...DownloadType) error {
	if ctx == nil {
		return invalid("context is nil")
	}
	if err := checkIdentifier("account id", c.account); err != nil {
		return err
	}
	if err := checkIdentifier("video id", videoID); err != nil {
		return err
	}
	for _, kind := range kinds {
		if err := checkType(kind); err != nil {
			return err
		}
	}
	return nil
}

// Format writes which account a client is for, and nothing that could hold a secret.
func (c *Client) Format(f fmt.State, _ rune) {
	if c == nil {
		_, _ = fmt.Fprint(f, "wrapper.Client(nil)")
		return
	}
	_, _ = fmt.Fprintf(f, "wrapper.Client(account %s)", c.account)
}
