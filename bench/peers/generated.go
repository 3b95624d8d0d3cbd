package peers

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/streamdl/streamdl-go/gen"
)

// generated is the client that oapi-codegen makes, as its users use it: a request editor authorises, and the
// caller finds out which of the responses came.
type generated struct{ client *gen.ClientWithResponses }

func newGenerated(baseURL string, client *http.Client) (Peer, error) {
	authorize := func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", "Bearer "+Token)
		return nil
	}
	api, err := gen.NewClientWithResponses(baseURL, gen.WithHTTPClient(client), gen.WithRequestEditorFn(authorize))
	return generated{api}, err
}

func (p generated) List(ctx context.Context) (Downloads, error) {
	resp, err := p.client.ListDownloadsWithResponse(ctx, Account, Video)
	if err != nil {
		return Downloads{}, err
	}
	if resp.JSON200 == nil || !resp.JSON200.Success {
		return Downloads{}, p.refused(resp.HTTPResponse, resp.JSON4XX)
	}
	result := resp.JSON200.Result
	if result.Default == nil || result.Audio == nil {
		return Downloads{}, errors.New("a download is missing")
	}
	return Downloads{ofGenerated(*result.Default), ofGenerated(*result.Audio)}, nil
}

func (p generated) Create(ctx context.Context) (Download, error) {
	resp, err := p.client.CreateDownloadWithResponse(ctx, Account, Video, nil)
	if err != nil {
		return Download{}, err
	}
	if resp.JSON200 == nil || !resp.JSON200.Success {
		return Download{}, p.refused(resp.HTTPResponse, resp.JSON4XX)
	}
	if result := resp.JSON200.Result; result.Default != nil {
		return ofGenerated(*result.Default), nil
	}
	return ofGenerated(resp.JSON200.Result.Download), nil
}

func ofGenerated(d gen.Download) Download {
	return Download{Status: string(d.Status), URL: d.URL, Percent: d.PercentComplete}
}

func (generated) refused(resp *http.Response, failure *gen.ClientFailure) error {
	if failure == nil || len(failure.Errors) == 0 {
		return errors.New("neither an answer nor a failure")
	}
	return &refusal{Failure{resp.StatusCode, failure.Errors[0].Code, failure.Errors[0].Message}}
}

type refusal struct{ Failure }

func (r *refusal) Error() string { return fmt.Sprintf("status %d: %d %s", r.Status, r.Code, r.Text) }

func (generated) Failure(err error) (Failure, bool) {
	var refused *refusal
	if !errors.As(err, &refused) {
		return Failure{}, false
	}
	return refused.Failure, true
}
