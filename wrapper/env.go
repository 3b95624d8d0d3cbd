package wrapper

import (
	"cmp"
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
	config.baseURL = cmp.Or(os.Getenv("CLOUDFLARE_BASE_URL"), config.baseURL)
	errs := []error{apply(config, opts)}
	token, email, key := os.Getenv("CLOUDFLARE_API_TOKEN"), os.Getenv("CLOUDFLARE_EMAIL"), os.Getenv("CLOUDFLARE_API_KEY")
	switch {
	case config.credentials > 0:
	case token != "":
		errs = append(errs, WithAPIToken(token)(config))
	case email != "" || key != "":
		errs = append(errs, WithAPIKey(email, key)(config))
	}
	if config.key.IsZero() {
		errs = append(errs, signingKeyFromEnv(config))
	}
	return config.client(errors.Join(errs...))
}

func signingKeyFromEnv(config *config) error {
	name, text := "CLOUDFLARE_STREAM_SIGNING_KEY", os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY")
	if file := os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY_FILE"); text == "" && file != "" {
		content, err := os.ReadFile(file) //nolint:gosec // the user names it
		if err != nil {
			if pathError, ok := errors.AsType[*fs.PathError](err); ok {
				err = pathError.Err // the path may be the key itself in the wrong place
			}
			return invalid("CLOUDFLARE_STREAM_SIGNING_KEY_FILE does not name a file that can be read: %w", err)
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
	return WithSigningKey(key)(config)
}
