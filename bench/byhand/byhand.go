// Package byhand is the client of the downloads API that a careful programmer writes in an afternoon: net/http
// and encoding/json, and nothing else. It authorises, checks the status and at success, and decodes both
// shapes of a created download. It does not check arguments, retry, keep a pace or bound a response.
package byhand

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Client calls the API for one account.
type Client struct {
	HTTP    *http.Client
	BaseURL string
	Token   string
	Account string
}

// Download is the state of one file.
type Download struct {
	Status          string  `json:"status"`
	URL             string  `json:"url"`
	PercentComplete float64 `json:"percentComplete"`
}

// Downloads are the files of a video; one that was not asked for is nil.
type Downloads struct {
	Audio   *Download `json:"audio"`
	Default *Download `json:"default"`
}

// Error is what the service says of a call that failed.
type Error struct {
	Status   int
	Messages []Message
}

// Message is one of its reasons.
type Message struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return fmt.Sprintf("status %d: %v", e.Status, e.Messages) }

type envelope[T any] struct {
	Result  T         `json:"result"`
	Success bool      `json:"success"`
	Errors  []Message `json:"errors"`
}

// List returns the downloads of a video.
func (c *Client) List(ctx context.Context, video string) (Downloads, error) {
	return call[Downloads](ctx, c, http.MethodGet, video)
}

// Create asks for the video file.
func (c *Client) Create(ctx context.Context, video string) (Download, error) {
	result, err := call[struct {
		Download
		Downloads
	}](ctx, c, http.MethodPost, video)
	if keyed := result.Default; keyed != nil {
		return *keyed, err
	}
	return result.Download, err
}

func call[T any](ctx context.Context, c *Client, method, video string) (T, error) {
	var response envelope[T]
	url := c.BaseURL + "/accounts/" + c.Account + "/stream/" + video + "/downloads"
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return response.Result, err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return response.Result, err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := json.NewDecoder(resp.Body).Decode(&response); err != nil {
		return response.Result, err
	}
	if resp.StatusCode != http.StatusOK || !response.Success {
		return response.Result, &Error{Status: resp.StatusCode, Messages: response.Errors}
	}
	return response.Result, nil
}
