package wrapper

import (
	"context"
	"time"

	"github.com/streamdl/streamdl-go/internal/fileurl"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// Progress is a moment of a transfer. All its counts are in bytes.
type Progress struct {
	Done    int64   // how much of the file is there, Resumed included
	Total   int64   // the size of the file, -1 while it is unknown
	Resumed int64   // how much was there from an earlier run
	Rate    float64 // the recent speed, in bytes per second
}

// FetchOption changes how a file is fetched.
type FetchOption func(*fetchConfig) error

type fetchConfig struct {
	transfer.Options
	fileName string
	private  bool
}

// WithOverwrite lets [Client.FetchFile] replace a file that exists, once the new one is whole.
func WithOverwrite() FetchOption {
	return func(c *fetchConfig) error { c.Overwrite = true; return nil }
}

// WithProgress calls update about ten times a second and at the end, never twice at a time.
func WithProgress(update func(Progress)) FetchOption {
	return func(c *fetchConfig) error {
		c.Progress = nil
		if update != nil {
			c.Progress = func(p transfer.Progress) { update(Progress(p)) }
		}
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

// WithRefresh replaces how a new URL of the same file is had when the old one is refused (401, 403). What was fetched is
// kept if the file is still the same.
func WithRefresh(refresh func(context.Context) (string, error)) FetchOption {
	return func(c *fetchConfig) error { c.Refresh = refresh; return nil }
}

// WithIdentity names the file for [Client.FetchFile], whatever its URL is: a partial file is continued if both the
// name and what the server says of the file are the same. Without it the video and the type in the URL name the file, or
// the whole URL where it has none.
func WithIdentity(name string) FetchOption {
	return func(c *fetchConfig) error { c.Identity = name; return nil }
}

// WithPrivate says that the video is known to be private ([Video] has RequireSignedURLs), so that the plain URL is not
// tried first.
func WithPrivate() FetchOption {
	return func(c *fetchConfig) error { c.private = true; return nil }
}

// WithFileName asks the service to name the file, which matters where the URL is handed on to a browser. The
// service takes up to 120 of a-z, A-Z, 0-9, - and _, and appends the extension; other characters become _.
func WithFileName(name string) FetchOption {
	return func(c *fetchConfig) (err error) {
		c.fileName, err = servedName(name)
		return err
	}
}

// ServedName is the name under which the service would serve a file that is to be called name, without the
// extension, which the service appends. It is empty if name has nothing that can stay.
func ServedName(name string) string { return fileurl.Name(name) }

func servedName(name string) (string, error) {
	served := ServedName(name)
	if served == "" {
		return "", invalid("file name %q has no character that the service takes", name)
	}
	return served, nil
}
