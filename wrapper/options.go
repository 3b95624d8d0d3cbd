package wrapper

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/call"
	"github.com/streamdl/streamdl-go/internal/network"
	"github.com/streamdl/streamdl-go/internal/secret"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// Option sets up a [Client].
type Option func(*config) error

// RetryPolicy says how failed attempts are repeated. A field that is zero has its default.
//
// Between attempts a call waits as long as the service asks (Retry-After, held against the Date of the same response) and
// up to a tenth more, or a random time below a bound that doubles, and at least 100 ms. It returns at once when no further
// attempt can help: a refusal (400, 401, 403, 404), a host that does not exist, a certificate that is wrong, a proxy that
// wants a password, a credential locked out after too many failures (code 10502), a Retry-After that is too long or beyond
// the deadline of the context. The edge of Cloudflare may say itself whether to retry, and is believed.
//
// Retries live on a budget that all copies of a client share: ten at once, and then one for ten calls that succeed, so
// that they add no more than a tenth to the load of a service that is down. To come back after a pause that a rate limit
// asked for costs nothing, once in a call.
type RetryPolicy struct {
	MaxAttempts    int           // attempts of a call, the first one included; 1 turns retries off; default 4
	BaseDelay      time.Duration // the first pause is a random one up to this, each further one up to twice as long; default 500 ms
	MaxDelay       time.Duration // no pause is longer, unless the service asks for it; default 30 s
	MaxRetryAfter  time.Duration // a longer pause asked for by the service ends the call at once; default 5 min
	AttemptTimeout time.Duration // an attempt that takes longer is given up; default 30 s
}

// config is what the options build. It is read once, by [New].
type config struct {
	calls       call.Config
	files       transfer.Options
	timeout     time.Duration // of the HTTP client that was given
	userAgent   string
	accountID   string
	baseURL     string
	plainHTTP   bool
	credentials int // how many options gave one
	key         SigningKey
}

func defaultConfig() *config {
	return &config{
		baseURL:   gen.ServerURLCloudflareAPI,
		userAgent: "streamdl-go/" + Version,
		calls: call.Config{
			Transport: network.Shared(),
			Policy:    call.Policy{}.WithDefaults(),
			// The limit of the API for a user or a token:
			// https://developers.cloudflare.com/fundamentals/api/reference/limits/
			Calls:  1200,
			Window: 5 * time.Minute,
		},
	}
}

// WithAPIToken authorises calls by an API token. It needs the permission Stream Read to list and wait,
// Stream Write for everything.
//
// It goes to the scheme, host and port of the base URL and nowhere else: not after a redirect, none of which is followed,
// not to the host that serves the files, not where an editor of the generated client points. It is in no error, no log
// line and no print of a client or an option. Where a service repeats it, it is removed: as it is, escaped for a URL, for
// JSON, for a Go string or for HTML as Go's own packages do it, and inside of anything that is in base64; no other form is
// known. What net/http itself
// writes to the standard logger, when a server sends what it was not asked for, is beyond this package.
func WithAPIToken(token string) Option {
	return func(c *config) error {
		c.credentials++
		if !secret.Valid(token) {
			return invalid("API token is empty or has characters that no token has")
		}
		c.calls.Credential = secret.Token(token)
		return nil
	}
}

// WithAPIKey authorises calls by the e-mail address and the Global API Key of a user. A token can be
// limited to what is needed, a key can't.
func WithAPIKey(email, key string) Option {
	return func(c *config) error {
		c.credentials++
		if !secret.Valid(email) || !secret.Valid(key) {
			return invalid("API e-mail or key is empty or has characters that neither has")
		}
		c.calls.Credential = secret.Key(email, key)
		return nil
	}
}

// WithSigningKey signs for private videos with a key of the account, so that they cost no call of the API. See
// [ParseSigningKey].
func WithSigningKey(key SigningKey) Option {
	return func(c *config) error {
		switch {
		case !key.CanSign():
			return invalid("signing key is empty or has no private half")
		case key.ID() == "":
			return invalid("signing key has no id: a PEM does not hold it, give it with key.WithID")
		}
		c.key = key
		return nil
	}
}

// WithAccountID names the account that the videos belong to. [Client.ForAccount] makes copies for others.
func WithAccountID(id string) Option {
	return func(c *config) error { c.accountID = id; return nil }
}

// WithBaseURL replaces the address of the API, https://api.cloudflare.com/client/v4. Plain http is
// accepted for loopback only, unless [WithPlainHTTP] is given too.
func WithBaseURL(address string) Option {
	return func(c *config) error { c.baseURL = address; return nil }
}

// WithPlainHTTP permits a base URL without TLS on another host than this one. Whoever listens on the way
// can read the credential.
func WithPlainHTTP() Option {
	return func(c *config) error { c.plainHTTP = true; return nil }
}

// WithHTTPClient sends calls through the transport of a client of your own, for a proxy, for certificates, for
// tests, and ends an attempt of a call after its timeout. The client is never changed. Its cookies and its redirect policy have no
// part in this: the API has neither.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) error {
		if client == nil {
			return invalid("HTTP client is nil")
		}
		c.timeout, c.calls.Transport, c.files.Client = client.Timeout, network.Shared(), nil
		if client.Transport != nil {
			c.calls.Transport, c.files.Client = client.Transport, &http.Client{Transport: client.Transport}
		}
		return nil
	}
}

// WithUserAgent replaces the User-Agent header.
func WithUserAgent(agent string) Option {
	return func(c *config) error {
		if strings.ContainsFunc(agent, func(r rune) bool { return r < ' ' || r >= 0x7f }) {
			return invalid("user agent %q has characters that no header has", agent)
		}
		c.userAgent = agent
		return nil
	}
}

// WithLogger logs each attempt: its method, operation, video, status, number, duration, ray id and the wait that the
// service asks for; each pause before another attempt; and how a transfer goes on after a failure. A nil logger logs nothing.
func WithLogger(logger *slog.Logger) Option {
	return func(c *config) error {
		c.calls.Log, c.files.Logger = nil, logger
		if logger != nil {
			c.calls.Log = logger.LogAttrs
		}
		return nil
	}
}

// WithRetryPolicy replaces how failed attempts are repeated.
func WithRetryPolicy(policy RetryPolicy) Option {
	return func(c *config) error {
		if policy.MaxAttempts < 0 || policy.BaseDelay < 0 || policy.MaxDelay < 0 || policy.MaxRetryAfter < 0 || policy.AttemptTimeout < 0 {
			return invalid("retry policy has a negative field: %+v", policy)
		}
		c.calls.Policy = call.Policy(policy).WithDefaults()
		return nil
	}
}

// WithRateLimit replaces the limit of 1,200 calls in any 5 minutes, which is the one that the API has for a
// credential. No calls means no limit.
//
// A quarter of the calls may go at once, retries count. All goroutines and all copies from [Client.ForAccount] share the
// limit, and a rate limit of the service with a Retry-After makes all of them wait for one and the same time, or return
// at once while that is longer than [RetryPolicy].MaxRetryAfter. Other clients with the same credential are not known.
func WithRateLimit(calls int, window time.Duration) Option {
	return func(c *config) error {
		if calls < 0 || (calls > 0 && window <= 0) {
			return invalid("rate limit of %d calls in %v", calls, window)
		}
		c.calls.Calls, c.calls.Window = calls, window
		return nil
	}
}

// apply runs options of any kind, and returns all that is wrong with them.
func apply[O ~func(*C) error, C any](config *C, opts []O) (errs []error) {
	for _, opt := range opts {
		err := invalid("option is nil")
		if opt != nil {
			err = opt(config)
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// complete checks what the options amount to. The error has what is wrong with that and with the options themselves.
func (c *config) complete(errs []error) (err error) {
	if c.accountID == "" {
		errs = append(errs, invalid("no account id: give WithAccountID"))
	} else {
		errs = append(errs, checkIdentifier("account id", c.accountID))
	}
	switch {
	case c.credentials == 0:
		errs = append(errs, invalid("no credential: give WithAPIToken or WithAPIKey"))
	case c.credentials > 1:
		errs = append(errs, invalid("%d credentials: give one of WithAPIToken and WithAPIKey, once", c.credentials))
	}
	if c.calls.Base, err = call.ParseBase(c.baseURL, c.plainHTTP); err != nil {
		return errors.Join(append(errs, invalid("%w", err))...)
	}
	c.calls.UserAgent, c.files.UserAgent = c.userAgent, c.userAgent
	c.files.AllowHTTP = c.calls.Base.Scheme == "http" // files come without TLS only from where the API does, too
	if c.timeout > 0 {
		c.calls.Policy.AttemptTimeout = min(c.calls.Policy.AttemptTimeout, c.timeout)
	}
	return errors.Join(errs...)
}

// Format keeps an option, which may hold a secret, out of every kind of print.
func (Option) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, "wrapper.Option") }
