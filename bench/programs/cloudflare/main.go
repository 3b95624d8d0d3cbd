//go:build cloudflare

// Command cloudflare lists the downloads of a video with cloudflare-go, imported as its samples do. It takes more
// than a minute to compile, so it has a build tag: nothing that builds ./... waits for it.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/cloudflare/cloudflare-go/v7"
	"github.com/cloudflare/cloudflare-go/v7/option"
	"github.com/cloudflare/cloudflare-go/v7/stream"
)

func main() {
	client := cloudflare.NewClient(
		option.WithBaseURL(os.Getenv("CLOUDFLARE_BASE_URL")),
		option.WithAPIToken(os.Getenv("CLOUDFLARE_API_TOKEN")),
	)
	downloads, err := client.Stream.Downloads.Get(context.Background(), os.Args[1], stream.DownloadGetParams{
		AccountID: cloudflare.F(os.Getenv("CLOUDFLARE_ACCOUNT_ID")),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(downloads.Default.Status, downloads.Default.PercentComplete, downloads.Default.URL)
}
