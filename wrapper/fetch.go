package wrapper

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// Progress is a moment of a transfer.
type Progress = transfer.Progress

// FetchResult is what came of a transfer.
type FetchResult struct {
	Path         string // the file written, as it was given; empty for [Client.Fetch]
	Bytes        int64  // the size of the whole file
	SHA256       string // its checksum, in lower-case hexadecimal
	ContentType  string // its media type, in the words of the server
	ResumedBytes int64  // how many of the bytes were there from an earlier run
	Verified     bool   // the server promised a length, and it was met
}

// FetchOption changes how a file is fetched.
type FetchOption func(*fetchConfig) error

type fetchConfig struct {
	transfer.Options
	fileName string
}

// WithOverwrite lets [Client.FetchFile] replace a file that exists, once the new one is whole.
func WithOverwrite() FetchOption {
	return func(c *fetchConfig) error {
		c.Overwrite = true
		return nil
	}
}

// WithProgress calls update about ten times a second and at the end, never twice at a time.
func WithProgress(update func(Progress)) FetchOption {
	return func(c *fetchConfig) error {
		c.Progress = update
		return nil
	}
}

// WithStreams sets how many parts of a large file are fetched side by side, 1 to 64; the default is 4. Small
// files, and all that [Client.Fetch] writes, come in one stream.
func WithStreams(n int) FetchOption {
	return func(c *fetchConfig) error {
		if n < 1 || n > 64 {
			return invalid("%d streams: want 1 to 64", n)
		}
		c.Streams = n
		return nil
	}
}

// WithStallTimeout sets after how long without a byte a connection is given up and the rest asked for anew;
// the default is 30 seconds.
func WithStallTimeout(timeout time.Duration) FetchOption {
	return func(c *fetchConfig) error {
		if timeout <= 0 {
			return invalid("stall timeout %v is not positive", timeout)
		}
		c.StallTimeout = timeout
		return nil
	}
}

// WithReadyGrace sets for how long a 404 right after the download became ready is taken for a file about to
// appear; the default is 30 seconds.
func WithReadyGrace(grace time.Duration) FetchOption {
	return func(c *fetchConfig) error {
		if c.ReadyGrace = grace; grace <= 0 {
			c.ReadyGrace = -1
		}
		return nil
	}
}

// WithRefresh gives a way to get a new URL of the same file, such as a newly signed one, when the old one is
// refused midway. What was fetched is kept if the file is still the same.
func WithRefresh(refresh func(context.Context) (string, error)) FetchOption {
	return func(c *fetchConfig) error {
		c.Refresh = refresh
		return nil
	}
}

// WithIdentity names the file for [Client.FetchFile], whatever its URL is: a partial file is continued if both the
// name and what the server says of the file are the same. Give one where each run has a newly signed URL; without
// it the URL names the file.
func WithIdentity(name string) FetchOption {
	return func(c *fetchConfig) error {
		c.Identity = name
		return nil
	}
}

// WithFileName asks the service to name the file, which matters where the URL is handed on to a browser. The
// service takes up to 120 of a-z, A-Z, 0-9, - and _, and appends the extension; other characters become _.
func WithFileName(name string) FetchOption {
	return func(c *fetchConfig) error {
		if c.fileName = ServedName(name); c.fileName == "" {
			return invalid("file name %q has no character that the service takes", name)
		}
		return nil
	}
}

// Fetch writes the file of a download to w, from the first byte to the last. A cut connection is continued where
// it ended, and w is never given a byte twice. A download that is not ready matches [ErrInvalid].
//
// The credential of the client is not sent: the file is served by another host. A private video needs a
// download whose URL has a signed token in place of the video id.
func (c *Client) Fetch(ctx context.Context, download Download, w io.Writer, opts ...FetchOption) (FetchResult, error) {
	if w == nil {
		return FetchResult{}, invalid("writer is nil")
	}
	config, address, err := c.fetchConfig(ctx, download, opts)
	if err != nil {
		return FetchResult{}, err
	}
	result, err := transfer.ToWriter(ctx, address, w, config.Options)
	return FetchResult(result), fetchError(err)
}

// FetchFile writes the file of a download to path. The path appears only when the whole file is there, checked
// and on disk; until then its bytes are in path.part, from which a later call goes on. An existing file is an
// [ErrExists] unless [WithOverwrite] is given; any failure of the disk matches [ErrLocal].
//
// As with [Client.Fetch], the credential of the client is not sent.
func (c *Client) FetchFile(ctx context.Context, download Download, path string, opts ...FetchOption) (FetchResult, error) {
	config, address, err := c.fetchConfig(ctx, download, opts)
	if err != nil {
		return FetchResult{}, err
	}
	result, err := transfer.ToFile(ctx, address, path, config.Options)
	return FetchResult(result), fetchError(err)
}

func (c *Client) fetchConfig(ctx context.Context, download Download, opts []FetchOption) (fetchConfig, string, error) {
	config := fetchConfig{Options: c.files}
	if ctx == nil {
		return config, "", invalid("context is nil")
	}
	for _, opt := range opts {
		if opt == nil {
			return config, "", invalid("option is nil")
		}
		if err := opt(&config); err != nil {
			return config, "", err
		}
	}
	if download.Status != gen.DownloadStatusReady {
		return config, "", invalid("the download is %q, not ready: wait for it first", download.Status)
	}
	if download.URL == "" {
		return config, "", invalid("the download has no URL")
	}
	if config.fileName == "" {
		return config, download.URL, nil
	}
	address, err := url.Parse(download.URL)
	if err != nil {
		return config, "", invalid("the URL of the download can't be parsed")
	}
	query := address.Query()
	query.Set("filename", config.fileName)
	address.RawQuery = query.Encode()
	return config, address.String(), nil
}

// maxServedName is what the service takes of a file name:
// https://developers.cloudflare.com/stream/viewing-videos/download-videos/
const maxServedName = 120

// ServedName is the name under which the service would serve a file that is to be called name, without the
// extension, which the service appends. It is empty if name has nothing that can stay.
func ServedName(name string) string {
	for _, extension := range []string{".mp4", ".m4a"} {
		if n := len(name) - len(extension); n >= 0 && strings.EqualFold(name[n:], extension) {
			name = name[:n]
			break
		}
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '_'
	}, name)
	if strings.Trim(name, "_") == "" {
		return ""
	}
	return name[:min(len(name), maxServedName)]
}
