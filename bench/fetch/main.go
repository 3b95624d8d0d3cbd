// Command fetch fetches one file as a program that imports the wrapper does, so that the transfer alone can be
// measured. With -o - it writes to nowhere, through Client.Fetch.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/streamdl/streamdl-go/wrapper"
)

func main() {
	address := flag.String("url", "", "where the file is")
	path := flag.String("o", "-", "where it goes")
	streams := flag.Int("streams", 1, "ranges in parallel")
	flag.Parse()
	checksum, err := fetch(context.Background(), *address, *path, *streams)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fetch:", err)
		os.Exit(1)
	}
	fmt.Println(checksum)
}

func fetch(ctx context.Context, address, path string, streams int) (string, error) {
	client, err := wrapper.New(
		wrapper.WithAPIToken("token"), // no call of the API is made
		wrapper.WithAccountID("account"),
		wrapper.WithBaseURL("http://localhost/client/v4"),
	)
	if err != nil {
		return "", err
	}
	download := wrapper.Download{Status: "ready", URL: address}
	if path == "-" {
		result, err := client.Fetch(ctx, download, io.Discard)
		return result.SHA256, err
	}
	result, err := client.FetchFile(ctx, download, path, wrapper.WithStreams(streams))
	return result.SHA256, err
}
