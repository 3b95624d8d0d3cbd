package wrapper_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// The whole way, against an emulator inside the program: ask for a download, wait for it, fetch the file.
func Example() {
	service, err := emulator.New()
	if err != nil {
		log.Fatal(err)
	}
	client, err := wrapper.New(
		wrapper.WithAPIToken(emulator.DefaultToken),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithHTTPClient(&http.Client{Transport: service.Transport()}), // leave this out for the real service
	)
	if err != nil {
		log.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	ctx := context.Background()
	if _, err := client.Create(ctx, emulator.DefaultVideo); err != nil {
		log.Fatal(err)
	}
	download, err := client.Wait(ctx, emulator.DefaultVideo, wrapper.Default)
	if err != nil {
		log.Fatal(err)
	}
	result, err := client.FetchFile(ctx, download, filepath.Join(folder, "video.mp4"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(download.Status, filepath.Base(result.Path), result.ContentType)
	// Output: ready video.mp4 video/mp4
}

func ExampleClient_Create_errors() {
	service, err := emulator.New()
	if err != nil {
		log.Fatal(err)
	}
	client, err := wrapper.New(
		wrapper.WithAPIToken("a-token-that-expired"),
		wrapper.WithAccountID(emulator.DefaultAccount),
		wrapper.WithHTTPClient(&http.Client{Transport: service.Transport()}),
	)
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Create(context.Background(), emulator.DefaultVideo)

	var failed *wrapper.Error
	fmt.Println(errors.Is(err, wrapper.ErrUnauthorized))
	fmt.Println(errors.As(err, &failed), failed.StatusCode, failed.Code)

	_, err = client.Create(context.Background(), "../../../user")
	fmt.Println(errors.Is(err, wrapper.ErrInvalid), err)
	// Output:
	// true
	// true 401 10000
	// true invalid argument: video id "../../../user" has a character that no identifier has, at byte 3
}
