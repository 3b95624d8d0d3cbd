package wrapper_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/wrapper"
)

// methods are all that make calls, each of which ends with its context and refuses a bad argument.
func methods(client *wrapper.Client, dir string) map[string]func(ctx context.Context, videoID string) error {
	return map[string]func(ctx context.Context, videoID string) error{
		"List":   func(ctx context.Context, id string) error { _, err := client.List(ctx, id); return err },
		"Create": func(ctx context.Context, id string) error { _, err := client.Create(ctx, id); return err },
		"CreateType": func(ctx context.Context, id string) error {
			_, err := client.CreateType(ctx, id, wrapper.Audio)
			return err
		},
		"Delete":     client.Delete,
		"DeleteType": func(ctx context.Context, id string) error { return client.DeleteType(ctx, id, wrapper.Audio) },
		"Wait": func(ctx context.Context, id string) error {
			_, err := client.Wait(ctx, id, wrapper.Default)
			return err
		},
		"WaitVideo": func(ctx context.Context, id string) error { _, err := client.WaitVideo(ctx, id); return err },
		"Video":     func(ctx context.Context, id string) error { _, err := client.Video(ctx, id); return err },
		"Token": func(ctx context.Context, id string) error {
			_, err := client.Token(ctx, id, wrapper.TokenOptions{})
			return err
		},
		"SignedURL": func(ctx context.Context, id string) error { _, err := client.SignedURL(ctx, id, ready); return err },
		"Videos": func(ctx context.Context, _ string) (err error) {
			for _, failed := range client.Videos(ctx, wrapper.VideoFilter{}) {
				err = failed
			}
			return err
		},
		"Fetch": func(ctx context.Context, _ string) error {
			_, err := client.Fetch(ctx, ready, io.Discard)
			return err
		},
		"FetchFile": func(ctx context.Context, _ string) error {
			_, err := client.FetchFile(ctx, ready, filepath.Join(dir, "video.mp4"))
			return err
		},
	}
}

func TestEveryMethodEndsWithTheReasonOfItsContext(t *testing.T) {
	mine := errors.New("enough")
	for kind, cause := range map[string]error{"a cause": mine, "a cause that wraps the error of the context": fmt.Errorf("%w: %w", mine, context.Canceled)} {
		client := newClient(t, roundTrip(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		}))
		for name, method := range methods(client, t.TempDir()) {
			t.Run(name+", "+kind, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				cancel(cause)
				err := method(ctx, video)
				assert.ErrorIs(t, err, mine)
				assert.ErrorIs(t, err, context.Canceled)
			})
		}
	}
}

func TestNoMethodSendsWithoutAContextOrAnIdentifier(t *testing.T) {
	for name, method := range methods(unsendable(t), t.TempDir()) {
		t.Run(name, func(t *testing.T) {
			assert.ErrorIs(t, method(nil, video), wrapper.ErrInvalid) //nolint:staticcheck // on purpose
			if name != "Videos" && name != "Fetch" && name != "FetchFile" {
				assert.ErrorIs(t, method(t.Context(), ".."), wrapper.ErrInvalid)
			}
		})
	}
}

func TestANilOptionIsRefused(t *testing.T) {
	client := unsendable(t)
	for name, call := range map[string]func() error{
		"Wait":      func() error { _, err := client.Wait(t.Context(), video, wrapper.Default, nil, nil); return err },
		"WaitVideo": func() error { _, err := client.WaitVideo(t.Context(), video, nil, nil); return err },
		"Fetch":     func() error { _, err := client.Fetch(t.Context(), ready, io.Discard, nil, nil); return err },
		"FetchFile": func() error { _, err := client.FetchFile(t.Context(), ready, "video.mp4", nil, nil); return err },
		"SignedURL": func() error { _, err := client.SignedURL(t.Context(), video, ready, nil, nil); return err },
	} {
		t.Run(name, func(t *testing.T) {
			assert.ErrorIs(t, call(), wrapper.ErrInvalid)
			assert.EqualError(t, call(), "invalid argument: option is nil", "of a method it is the first that is wrong")
		})
	}
}
