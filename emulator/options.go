package emulator

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/streamdl/streamdl-go/internal/signing"
)

// setting is an option that nothing can be wrong with.
func setting(set func(*config)) Option {
	return func(c *config) error {
		set(c)
		return nil
	}
}

// invalidOption is one that makes no sense.
func invalidOption(format string, values ...any) Option {
	return func(*config) error { return fmt.Errorf(format, values...) }
}

// WithAccount replaces the account that the videos belong to.
func WithAccount(identifier string) Option {
	return func(c *config) error {
		c.account = identifier
		return checkIdentifier("account", identifier)
	}
}

// WithToken adds an API token that may read and write.
func WithToken(token string) Option {
	return setting(func(c *config) { c.tokens[token] = readAndWrite })
}

// WithReadOnlyToken adds an API token that may read, but neither create nor delete.
func WithReadOnlyToken(token string) Option {
	return setting(func(c *config) { c.tokens[token] = readOnly })
}

// WithKey adds a user with a Global API Key.
func WithKey(email, key string) Option {
	return setting(func(c *config) { c.keys[email] = key })
}

// WithSigningKey adds a key that tokens of private videos may be signed with: a PEM or a JSON Web Key, plain or in
// base64, private or public. Tokens made by createToken are signed with the first private one. The key of a PEM verifies
// tokens of any key id, since a PEM does not hold its own.
func WithSigningKey(text string) Option {
	return func(c *config) error {
		key, err := signing.Parse(text)
		if err == nil {
			c.signingKeys = append(c.signingKeys, key)
		}
		return err
	}
}

// WithRateLimit blocks the API once a window has seen more calls than the limit: every call then
// gets a 429, with the seconds left in Retry-After, for as long as a window is. The service allows
// 1,200 calls in 5 minutes. There is no limit by default.
func WithRateLimit(calls int, window time.Duration) Option {
	if calls < 1 || window <= 0 {
		return invalidOption("rate limit of %d calls in %v: both have to be positive", calls, window)
	}
	return setting(func(c *config) { c.limit.calls, c.limit.window = calls, window })
}

// WithFaults injects the faults that the texts describe, in the language of [ParseFault].
func WithFaults(specs ...string) Option {
	return func(c *config) error {
		faults, err := parseFaults(specs)
		c.faults = append(c.faults, faults...)
		return err
	}
}

// WithLogger writes a line for each request: method, path, operation, status, duration, the faults that happened to it,
// and why it was refused. Tokens in paths are redacted; queries, headers and bodies are left out. Nothing is logged by
// default.
func WithLogger(logger *slog.Logger) Option {
	if logger == nil {
		return invalidOption("logger is nil")
	}
	return setting(func(c *config) { c.logger = logger })
}
