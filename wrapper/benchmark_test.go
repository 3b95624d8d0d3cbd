package wrapper_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/streamdl/streamdl-go/wrapper"
)

const (
	account = "023e105f4ecef8ad9ca31a8372d0c353"
	video   = "ea95132c15732412d22c1476fa83f27a"

	listBody = `{"result":{"audio":{"status":"ready","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/audio.m4a","percentComplete":100},"default":{"status":"inprogress","url":"https://customer-m033z5x00ks6nunl.cloudflarestream.com/ea95132c15732412d22c1476fa83f27a/downloads/default.mp4","percentComplete":75.5}},"success":true,"errors":[],"messages":[]}`
)

// canned answers every request with the same response, without a network.
type canned string

func (c canned) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode:    http.StatusOK,
		Header:        http.Header{"Content-Type": {"application/json"}, "Cf-Ray": {"8b6c3d4e5f6a7b8c-FRA"}},
		Body:          io.NopCloser(strings.NewReader(string(c))),
		ContentLength: int64(len(c)),
		Request:       req,
	}, nil
}

func BenchmarkList(b *testing.B) {
	client, err := wrapper.New(wrapper.WithAPIToken("token"), wrapper.WithAccountID(account), wrapper.WithRateLimit(0, 0),
		wrapper.WithHTTPClient(&http.Client{Transport: canned(listBody)}))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.List(context.Background(), video); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkByHand(b *testing.B) {
	client := &http.Client{Transport: canned(listBody)}
	b.ReportAllocs()
	for b.Loop() {
		if err := byHand(context.Background(), client); err != nil {
			b.Fatal(err)
		}
	}
}

func byHand(ctx context.Context, client *http.Client) error {
	url := fmt.Sprintf("https://api.cloudflare.com/client/v4/accounts/%s/stream/%s/downloads", account, video)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer token")
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var env struct {
		Result struct {
			Audio, Default *struct {
				Status          string  `json:"status"`
				URL             string  `json:"url"`
				PercentComplete float64 `json:"percentComplete"`
			}
		} `json:"result"`
		Success bool `json:"success"`
		Errors  []struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	return json.NewDecoder(resp.Body).Decode(&env)
}
