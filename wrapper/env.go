package wrapper

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// NewFromEnv makes a client from the environment: CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL with CLOUDFLARE_API_KEY;
// CLOUDFLARE_ACCOUNT_ID; CLOUDFLARE_BASE_URL if it is set; and for private videos CLOUDFLARE_STREAM_SIGNING_KEY, the key
// itself, or CLOUDFLARE_STREAM_SIGNING_KEY_FILE, with CLOUDFLARE_STREAM_SIGNING_KEY_ID for a PEM. A token counts more
// than a key, an option more than the environment. Errors match [ErrInvalid].
func NewFromEnv(opts ...Option) (*Client, error) {
	config := defaultConfig()
	config.accountID = os.Getenv("CLOUDFLARE_ACCOUNT_ID")
	if address := os.Getenv("CLOUDFLARE_BASE_URL"); address != "" {
		config.baseURL = address
	}
	email, key := os.Getenv("CLOUDFLARE_EMAIL"), os.Getenv("CLOUDFLARE_API_KEY")
	if token := os.Getenv("CLOUDFLARE_API_TOKEN"); token != "" {
		config.fallback = WithAPIToken(token)
	} else if email != "" || key != "" {
		config.fallback = WithAPIKey(email, key)
	}
	config.fallbackKey = withSigningKeyFromEnv()
	return newClient(config, opts)
}

// reasonOf leaves out the path of an error: it may be the key itself in the wrong place.
func reasonOf(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	return err
}

func withSigningKeyFromEnv() Option {
	return func(c *config) error {
		name, text := "CLOUDFLARE_STREAM_SIGNING_KEY", os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY")
		if file := os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY_FILE"); text == "" && file != "" {
			content, err := os.ReadFile(file) //nolint:gosec // the user names it
			if err != nil {
				return invalid("CLOUDFLARE_STREAM_SIGNING_KEY_FILE does not name a file that can be read: %w", reasonOf(err))
			}
			name, text = "CLOUDFLARE_STREAM_SIGNING_KEY_FILE", string(content)
		}
		if text == "" {
			return nil
		}
		key, err := ParseSigningKey(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if id := os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY_ID"); id != "" {
			key = key.WithID(id)
		}
		if key.ID() == "" {
			return invalid("%s is a PEM, which does not hold the id of the key: set CLOUDFLARE_STREAM_SIGNING_KEY_ID", name)
		}
		return WithSigningKey(key)(c)
	}
}
