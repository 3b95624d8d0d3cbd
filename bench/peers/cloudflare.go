package peers

import (
	"context"
	"errors"
	"net/http"

	"github.com/cloudflare/cloudflare-go/v7/option"
	"github.com/cloudflare/cloudflare-go/v7/stream"
)

// official is Cloudflare's own SDK, of which only the package for Stream is imported. It has retries, and takes
// the envelope for granted: success is not checked.
type official struct {
	downloads *stream.DownloadService
	list      stream.DownloadGetParams
	create    stream.DownloadNewParams
}

func newCloudflare(baseURL string, client *http.Client) (Peer, error) {
	p := official{downloads: stream.NewDownloadService(
		option.WithAPIToken(Token), option.WithBaseURL(baseURL), option.WithHTTPClient(client))}
	p.list.AccountID.Value, p.list.AccountID.Present = Account, true
	p.create.AccountID.Value, p.create.AccountID.Present = Account, true
	return p, nil
}

func (p official) List(ctx context.Context) (Downloads, error) {
	got, err := p.downloads.Get(ctx, Video, p.list)
	if err != nil {
		return Downloads{}, err
	}
	return Downloads{
		Download{string(got.Default.Status), got.Default.URL, got.Default.PercentComplete},
		Download{string(got.Audio.Status), got.Audio.URL, got.Audio.PercentComplete},
	}, nil
}

func (p official) Create(ctx context.Context) (Download, error) {
	got, err := p.downloads.New(ctx, Video, p.create)
	if err != nil {
		return Download{}, err
	}
	return Download{string(got.Default.Status), got.Default.URL, got.Default.PercentComplete}, nil
}

func (official) Failure(err error) (Failure, bool) {
	var failed *stream.Error
	if !errors.As(err, &failed) || len(failed.Errors) == 0 {
		return Failure{}, false
	}
	return Failure{failed.StatusCode, int(failed.Errors[0].Code), failed.Errors[0].Message}, true
}
