package wrapper

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/call"
	"github.com/streamdl/streamdl-go/internal/recent"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// Version is the version of this module, and part of the User-Agent.
const Version = "0.1.0"

// Client calls the downloads API for one account. It is immutable and safe for concurrent use. Make it with
// [New] or [NewFromEnv].
//
// Every call ends in a value that the service gave, or in an error that says what happened, and never in a zero value: an
// [*Error] when the service answered with a failure, with a response that breaks its contract ([ErrProtocol]), or not at
// all; [ErrInvalid] when an argument could not be sent as it is meant, and nothing was sent; the reason of the context,
// within milliseconds, when that ended. An [*Error] may match [ErrUnauthorized], [ErrNotFound] or [ErrRateLimited]; one
// that matches nothing is an outage, or a refusal that only its text explains. The documentation of a method names the
// errors beyond these, and why it is safe to repeat. A response of more than 1 MiB after decompression, or 16 MiB for a
// page of videos, is refused.
type Client struct {
	account string
	*shared
}

// shared is what the copies of a client have in common.
type shared struct {
	api     *gen.ClientWithResponses
	calls   *call.Caller
	files   transfer.Options
	key     SigningKey
	created recent.Set[asked] // downloads that were asked for of late
}

// New makes a client. It needs [WithAccountID] and one of [WithAPIToken] and [WithAPIKey]. All that is wrong
// with the options is in one error, which matches [ErrInvalid].
func New(opts ...Option) (*Client, error) {
	config := defaultConfig()
	return config.client(apply(config, opts))
}

// client makes a client, unless there is something wrong with the options or with what they amount to.
func (c *config) client(errs []error) (*Client, error) {
	if err := c.complete(errs); err != nil {
		return nil, err
	}
	calls := call.New(c.calls)
	api, err := gen.NewClientWithResponses(c.baseURL, gen.WithHTTPClient(doer{calls}))
	if err != nil {
		return nil, invalid("base URL: %w", err)
	}
	return &Client{account: c.accountID, shared: &shared{
		api: api, calls: calls, files: c.files, key: c.key, created: recent.Set[asked]{For: listDelay},
	}}, nil
}

// doer is what the generated client sends requests with.
type doer struct{ *call.Caller }

// Do makes a call, and an [*Error] of its failure.
func (d doer) Do(req *http.Request) (*http.Response, error) {
	resp, err := d.Caller.Do(req)
	return resp, publicError(err)
}

// ForAccount returns a copy of the client for another account, with the same credential and the same limits. The first
// call refuses an id that can't be one.
func (c *Client) ForAccount(id string) *Client { return &Client{account: id, shared: c.shared} }

// Generated returns the generated client, for what the methods here don't offer: request editors, raw
// responses, a body for create. Its calls have the same credential, limits, retries and errors, except that a
// create that may have reached the service is not repeated. A result of another type than the document's is a
// [*gen.DecodeError] there.
func (c *Client) Generated() *gen.ClientWithResponses { return c.api }

// List returns the downloads of a video. One that was never asked for is nil.
//
// API: GET /accounts/{account_id}/stream/{identifier}/downloads. It is safe to repeat, since it changes nothing.
// [ErrNotFound] if there is no such video.
func (c *Client) List(ctx context.Context, videoID string) (Downloads, error) {
	if err := c.check(ctx, videoID); err != nil {
		return Downloads{}, err
	}
	resp, err := c.api.ListDownloadsWithResponse(ctx, c.account, videoID)
	if err != nil {
		return Downloads{}, c.failed(err)
	}
	return c.listed(resp)
}

// Delete deletes the default download of a video.
//
// API: DELETE /accounts/{account_id}/stream/{identifier}/downloads. It is safe to repeat: what an earlier attempt
// may have deleted, and a later one does not find, is deleted. Errors: those of every call; [ErrNotFound] if there is
// no such download.
func (c *Client) Delete(ctx context.Context, videoID string) error {
	if err := c.check(ctx, videoID); err != nil {
		return err
	}
	_, err := c.api.DeleteDownloadsWithResponse(ctx, c.account, videoID)
	return c.deleted(asked{c.account, videoID, Default}, err)
}

// DeleteType deletes the download of one type.
//
// API: DELETE /accounts/{account_id}/stream/{identifier}/downloads/{download_type}. Repetition and errors are those of
// [Client.Delete].
func (c *Client) DeleteType(ctx context.Context, videoID string, kind DownloadType) error {
	if err := c.check(ctx, videoID, kind); err != nil {
		return err
	}
	_, err := c.api.DeleteDownloadOfTypeWithResponse(ctx, c.account, videoID, kind)
	return c.deleted(asked{c.account, videoID, kind}, err)
}

// deleted takes a download that is not there for deleted, if an attempt whose response was lost may have done it.
func (c *Client) deleted(download asked, err error) error {
	c.created.Remove(download)
	if failed, ok := errors.AsType[*Error](err); ok && failed.StatusCode == http.StatusNotFound && failed.failure.Reached {
		return nil
	}
	return c.failed(err)
}

// Video returns a video: its name, dates, duration, whether it is ready and whether it is private.
//
// API: GET /accounts/{account_id}/stream/{identifier}. It is safe to repeat, since it changes nothing. Errors: those of
// every call; [ErrNotFound] if there is no such video.
func (c *Client) Video(ctx context.Context, videoID string) (Video, error) {
	if err := c.check(ctx, videoID); err != nil {
		return Video{}, err
	}
	resp, err := c.api.GetVideoWithResponse(ctx, c.account, videoID)
	if err != nil {
		return Video{}, c.failed(err)
	}
	if resp.JSON200.Result.UID == "" {
		return Video{}, c.refuse(resp.HTTPResponse, "the video has no identifier")
	}
	return resp.JSON200.Result, nil
}

// check refuses what could not be sent as it is meant.
func (c *Client) check(ctx context.Context, videoID string, kinds ...DownloadType) error {
	if err := c.checkAccount(ctx); err != nil {
		return err
	}
	if err := checkIdentifier("video id", videoID); err != nil {
		return err
	}
	for _, kind := range kinds {
		if !kind.Valid() {
			return invalid("download type %q: want %s or %s", kind, Default, Audio)
		}
	}
	return nil
}

func (c *Client) checkAccount(ctx context.Context) error {
	if ctx == nil {
		return invalid("context is nil")
	}
	return checkIdentifier("account id", c.account)
}

// maxIdentifier is the maxLength of account_id and identifier in the document.
const maxIdentifier = 32

// checkIdentifier accepts what is one segment of a path wherever it passes: unescaped, escaped, or
// unescaped once too often by a proxy. Anything else could reach another route, such as the video itself.
func checkIdentifier(what, id string) error {
	switch at := strings.IndexFunc(id, isUnsafe); {
	case id == "":
		return invalid("%s is empty", what)
	case len(id) > maxIdentifier:
		// Not quoted: a token, put in the wrong place, is longer than an identifier.
		return invalid("%s has %d characters, want at most %d", what, len(id), maxIdentifier)
	case id == ".", id == "..":
		return invalid("%s %q is not an identifier", what, id)
	case at >= 0:
		return invalid("%s %q has a character that no identifier has, at byte %d", what, id, at+1)
	}
	return nil
}

func isUnsafe(r rune) bool {
	switch r {
	case '/', '\\', '%', '?', '#', ';':
		return true
	}
	return r <= ' ' || r >= 0x7f
}

// Format writes which account a client is for, and nothing that could hold a secret.
func (c *Client) Format(f fmt.State, _ rune) {
	if c == nil {
		_, _ = fmt.Fprint(f, "wrapper.Client(nil)")
		return
	}
	_, _ = fmt.Fprintf(f, "wrapper.Client(account %s)", c.account)
}
