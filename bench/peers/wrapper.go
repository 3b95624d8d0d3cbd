package peers

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/streamdl/streamdl-go/wrapper"
)

// wrapped is the wrapper with all it does: arguments checked, envelope checked, retries ready, the pace kept. Its
// limit is too high to be met, but every call goes through the limiter. There is no logger.
type wrapped struct{ client *wrapper.Client }

func newWrapper(baseURL string, client *http.Client) (Peer, error) {
	api, err := wrapper.New(
		wrapper.WithAPIToken(Token),
		wrapper.WithAccountID(Account),
		wrapper.WithBaseURL(baseURL),
		wrapper.WithHTTPClient(client),
		wrapper.WithRateLimit(1<<30, time.Second),
	)
	return wrapped{api}, err
}

func (p wrapped) List(ctx context.Context) (Downloads, error) {
	downloads, err := p.client.List(ctx, Video)
	if err != nil || downloads.Default == nil || downloads.Audio == nil {
		return Downloads{}, err
	}
	return Downloads{ofGenerated(*downloads.Default), ofGenerated(*downloads.Audio)}, nil
}

func (p wrapped) Create(ctx context.Context) (Download, error) {
	download, err := p.client.Create(ctx, Video)
	return ofGenerated(download), err
}

func (wrapped) Failure(err error) (Failure, bool) {
	var failed *wrapper.Error
	if !errors.As(err, &failed) || len(failed.Errors) == 0 {
		return Failure{}, false
	}
	return Failure{failed.StatusCode, failed.Code, failed.Errors[0].Message}, true
}
