package wrapper_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// emulated returns a client of an emulator inside the program. For the real service, leave out WithHTTPClient.
func emulated(options ...emulator.Option) *wrapper.Client {
	service, err := emulator.New(options...)
	if err != nil {
		log.Fatal(err)
	}
	client, err := wrapper.New(
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithHTTPClient(&http.Client{Transport: service.Transport()}),
	)
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// Progress comes about ten times a second, and at the end.
func ExampleClient_FetchFile() {
	client, ctx := emulated(emulator.WithEncodeTime(0)), context.Background()
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	download, err := client.Create(ctx, emulator.DefaultVideo)
	if err != nil {
		log.Fatal(err)
	}
	var last wrapper.Progress
	result, err := client.FetchFile(ctx, download, filepath.Join(folder, "video.mp4"),
		wrapper.WithProgress(func(p wrapper.Progress) { last = p }))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(last.Done == last.Total, last.Total == result.Bytes, len(result.SHA256))
	// Output: true true 64
}

// The context is the only deadline of a wait: a large film may take hours.
func ExampleClient_Wait() {
	client := emulated(emulator.WithEncodeTime(3 * time.Hour))
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()

	if _, err := client.Create(ctx, emulator.DefaultVideo); err != nil {
		log.Fatal(err)
	}
	download, err := client.Wait(ctx, emulator.DefaultVideo, wrapper.Default)
	fmt.Println(errors.Is(err, context.DeadlineExceeded), download.Status == wrapper.InProgress)
	// Output: true true
}

// A copy for another account shares the credential, the pace and the budget of retries.
func ExampleClient_ForAccount() {
	client := emulated()
	_, err := client.ForAccount("0123456789abcdef0123456789abcdef").List(context.Background(), emulator.DefaultVideo)
	fmt.Println(errors.Is(err, wrapper.ErrUnauthorized))
	// Output: true
}

// The generated client has request editors and raw responses, with the same credential, pace, retries and errors.
func ExampleClient_Generated() {
	client := emulated()
	trace := func(_ context.Context, req *http.Request) error {
		req.Header.Set("X-Trace", "42")
		return nil
	}
	response, err := client.Generated().ListDownloadsWithResponse(context.Background(), emulator.DefaultAccount, emulator.DefaultVideo, trace)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.StatusCode(), string(response.Body))
	// Output: 200 {"result":{},"success":true,"errors":[],"messages":[]}
}

// A private video is fetched like any other. To hand on its address, let it be signed: by a key of the account, which
// costs no call, or as here by the service.
func ExampleClient_SignedURL() {
	client, ctx := emulated(emulator.WithPrivate(emulator.DefaultVideo), emulator.WithEncodeTime(0)), context.Background()
	download, err := client.Create(ctx, emulator.DefaultVideo)
	if err != nil {
		log.Fatal(err)
	}
	address, err := client.SignedURL(ctx, emulator.DefaultVideo, download,
		wrapper.WithTokenOptions(wrapper.TokenOptions{Expires: 10 * time.Minute}))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(download.URL, emulator.DefaultVideo), strings.Contains(address, emulator.DefaultVideo))
	// Output: true false
}
