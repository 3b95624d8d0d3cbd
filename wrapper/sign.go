package wrapper

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/fileurl"
	"github.com/streamdl/streamdl-go/internal/signing"
)

// SigningKey signs the tokens of private videos without a call of the API. It prints its id and nothing else. The zero
// value is no key.
type SigningKey = signing.Key

// ParseSigningKey reads a signing key as the API hands it out: a PEM (PKCS#1 or PKCS#8), a JSON Web Key, or either in
// base64. A PEM does not have the id of the key, give it with [SigningKey.WithID]. An error matches [ErrInvalid], and
// repeats nothing of the text.
func ParseSigningKey(text string) (SigningKey, error) {
	key, err := signing.Parse(text)
	if err != nil {
		return SigningKey{}, invalid("%w", err)
	}
	return key, nil
}

// TokenOptions say what a token allows. Each token allows to fetch the downloads of one video.
type TokenOptions struct {
	Expires     time.Duration // from now on, 1 second to 24 hours; 0 is 1 hour
	NotBefore   time.Time     // no earlier than this; zero is at once
	AccessRules []AccessRule  // from where, at most 5; the first one that applies decides
}

func (o TokenOptions) claims(videoID string) (signing.Claims, error) {
	claims, err := signing.NewClaims(videoID, o.Expires, o.NotBefore, o.AccessRules)
	if err != nil {
		return signing.Claims{}, invalid("%w", err)
	}
	return claims, nil
}

// Token returns a token for a private video, made and signed by the service. It is a secret: who has it can fetch the
// video. The service advises against more than 1,000 tokens a day; with a [SigningKey] none is needed.
//
// API: POST /accounts/{account_id}/stream/{identifier}/token. It is safe to repeat: another token does no harm. Errors:
// those of every call; [ErrInvalid] for options out of range.
func (c *Client) Token(ctx context.Context, videoID string, options TokenOptions) (string, error) {
	if err := c.check(ctx, videoID); err != nil {
		return "", err
	}
	claims, err := options.claims(videoID)
	if err != nil {
		return "", err
	}
	resp, err := c.api.CreateTokenWithResponse(ctx, c.account, videoID, gen.TokenRequest{
		Expires: int64(claims.Expires), NotBefore: int64(claims.NotBefore),
		Downloadable: claims.Downloadable, AccessRules: claims.AccessRules,
	})
	if err != nil {
		return "", c.failed(err)
	}
	if token := resp.JSON200.Result.Token; token != "" && url.PathEscape(token) == token {
		return token, nil
	}
	return "", c.refuse(resp.HTTPResponse, "the result is no token")
}

// URLOption changes what [Client.SignedURL] returns.
type URLOption func(*urlConfig) error

type urlConfig struct {
	token    TokenOptions
	fileName string
}

// WithTokenOptions says what the token in the URL of a private video allows.
func WithTokenOptions(options TokenOptions) URLOption {
	return func(c *urlConfig) (err error) {
		c.token = options
		_, err = options.claims("any video")
		return err
	}
}

// WithURLFileName asks the service to name the file in the way of [WithFileName].
func WithURLFileName(name string) URLOption {
	return func(c *urlConfig) (err error) {
		c.fileName, err = servedName(name)
		return err
	}
}

// SignedURL returns an address of a download to hand on. It is the plain one if the video is public. If the video is
// private it has a token in it, signed by the key of [WithSigningKey] or else by the service, and is a secret until
// that expires.
//
// API: GET /accounts/{account_id}/stream/{identifier}, and without a key POST …/token. Errors: those of both;
// [ErrProtocol] if the download has no usable URL; [ErrInvalid] if an option is out of range.
func (c *Client) SignedURL(ctx context.Context, videoID string, download Download, opts ...URLOption) (string, error) {
	var config urlConfig
	if errs := apply(&config, opts); errs != nil {
		return "", errs[0]
	}
	address := download.URL
	if err := fileurl.Check(address); err != nil {
		return "", protocol(err)
	}
	video, err := c.Video(ctx, videoID)
	if err != nil {
		return "", err
	}
	if video.RequireSignedURLs {
		token, err := c.sign(ctx, videoID, config.token)
		if err != nil {
			return "", err
		}
		if address, err = fileurl.WithToken(address, token); err != nil {
			return "", protocol(err)
		}
	}
	return fileurl.WithName(address, config.fileName), nil
}

// sign makes a token: here if there is a key, else by the service.
func (c *Client) sign(ctx context.Context, videoID string, options TokenOptions) (string, error) {
	if c.key.IsZero() {
		token, err := c.Token(ctx, videoID, options)
		if errors.Is(err, ErrUnauthorized) {
			err = fmt.Errorf("the video is private, and no token could be made: give a signing key, or a credential with Stream Write: %w", err)
		}
		return token, err
	}
	claims, err := options.claims(videoID)
	if err != nil {
		return "", err
	}
	return c.key.Sign(claims)
}
