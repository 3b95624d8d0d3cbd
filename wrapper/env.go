package wrapper

import "os"

// NewFromEnv makes a client from the environment: CLOUDFLARE_API_TOKEN, or CLOUDFLARE_EMAIL with
// CLOUDFLARE_API_KEY; CLOUDFLARE_ACCOUNT_ID; and CLOUDFLARE_BASE_URL if it is set. A token counts more than a
// key, an option more than the environment.
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
	return newClient(config, opts)
}
