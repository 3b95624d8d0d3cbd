package wrapper

import (
	"cmp"
	"os"

	"github.com/streamdl/streamdl-go/internal/signing"
)

// NewFromEnv makes a client from the environment: CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL with CLOUDFLARE_API_KEY;
// CLOUDFLARE_ACCOUNT_ID; CLOUDFLARE_BASE_URL if it is set; and for private videos CLOUDFLARE_STREAM_SIGNING_KEY, the key
// itself, or CLOUDFLARE_STREAM_SIGNING_KEY_FILE, with CLOUDFLARE_STREAM_SIGNING_KEY_ID for a PEM. A token counts more
// than a key, an option more than the environment. Errors match [ErrInvalid].
func NewFromEnv(opts ...Option) (*Client, error) {
	config := defaultConfig()
	config.accountID = os.Getenv("CLOUDFLARE_ACCOUNT_ID")
	config.baseURL = cmp.Or(os.Getenv("CLOUDFLARE_BASE_URL"), config.baseURL)
	errs := apply(config, opts)
	token, email, key := os.Getenv("CLOUDFLARE_API_TOKEN"), os.Getenv("CLOUDFLARE_EMAIL"), os.Getenv("CLOUDFLARE_API_KEY")
	switch {
	case config.credentials > 0:
	case token != "":
		errs = append(errs, WithAPIToken(token)(config))
	case email != "" || key != "":
		errs = append(errs, WithAPIKey(email, key)(config))
	}
	if config.key.IsZero() {
		signingKey, err := signing.FromEnv()
		if err != nil {
			errs = append(errs, invalid("%w", err))
		} else if !signingKey.IsZero() {
			errs = append(errs, WithSigningKey(signingKey)(config))
		}
	}
	return config.client(errs)
}
