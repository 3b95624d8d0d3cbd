package peers

import (
	"context"
	"errors"
	"net/http"

	"github.com/streamdl/streamdl-go/bench/byhand"
)

// byHand authorises, and checks status and success.
type byHand struct{ client *byhand.Client }

func newByHand(baseURL string, client *http.Client) (Peer, error) {
	return byHand{&byhand.Client{HTTP: client, BaseURL: baseURL, Token: Token, Account: Account}}, nil
}

func (p byHand) List(ctx context.Context) (Downloads, error) {
	downloads, err := p.client.List(ctx, Video)
	if err != nil || downloads.Default == nil || downloads.Audio == nil {
		return Downloads{}, err
	}
	return Downloads{p.download(*downloads.Default), p.download(*downloads.Audio)}, nil
}

func (p byHand) Create(ctx context.Context) (Download, error) {
	download, err := p.client.Create(ctx, Video)
	return p.download(download), err
}

func (byHand) download(d byhand.Download) Download {
	return Download{Status: d.Status, URL: d.URL, Percent: d.PercentComplete}
}

func (byHand) Failure(err error) (Failure, bool) {
	var failed *byhand.Error
	if !errors.As(err, &failed) || len(failed.Messages) == 0 {
		return Failure{}, false
	}
	return Failure{failed.Status, failed.Messages[0].Code, failed.Messages[0].Message}, true
}
