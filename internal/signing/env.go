package signing

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// FromEnv reads a key from the environment: CLOUDFLARE_STREAM_SIGNING_KEY is the key itself, or else
// CLOUDFLARE_STREAM_SIGNING_KEY_FILE names a file that has it; CLOUDFLARE_STREAM_SIGNING_KEY_ID is its id, which a PEM needs.
// Without any of them the key is zero.
func FromEnv() (Key, error) {
	name, text := "CLOUDFLARE_STREAM_SIGNING_KEY", os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY")
	if file := os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY_FILE"); text == "" && file != "" {
		content, err := os.ReadFile(file) //nolint:gosec // the user names it
		if err != nil {
			if pathError, ok := errors.AsType[*fs.PathError](err); ok {
				err = pathError.Err // the path may be the key itself in the wrong place
			}
			return Key{}, fmt.Errorf("CLOUDFLARE_STREAM_SIGNING_KEY_FILE does not name a file that can be read: %w", err)
		}
		name, text = "CLOUDFLARE_STREAM_SIGNING_KEY_FILE", string(content)
	}
	if text == "" {
		return Key{}, nil
	}
	key, err := Parse(text)
	if err != nil {
		return Key{}, fmt.Errorf("%s: %w", name, err)
	}
	if id := os.Getenv("CLOUDFLARE_STREAM_SIGNING_KEY_ID"); id != "" {
		key = key.WithID(id)
	}
	if key.ID() == "" {
		return Key{}, fmt.Errorf("%s is a PEM, which does not hold the id of the key: set CLOUDFLARE_STREAM_SIGNING_KEY_ID", name)
	}
	return key, nil
}
