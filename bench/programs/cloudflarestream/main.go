// Command cloudflarestream lists the downloads of a video with the one package of cloudflare-go that has to do
// with it.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/cloudflare/cloudflare-go/v7/option"
	"github.com/cloudflare/cloudflare-go/v7/stream"
)

func main() {
	service := stream.NewDownloadService(
		option.WithBaseURL(os.Getenv("CLOUDFLARE_BASE_URL")),
		option.WithAPIToken(os.Getenv("CLOUDFLARE_API_TOKEN")),
	)
	var params stream.DownloadGetParams
	params.AccountID.Value, params.AccountID.Present = os.Getenv("CLOUDFLARE_ACCOUNT_ID"), true
	downloads, err := service.Get(context.Background(), os.Args[1], params)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(downloads.Default.Status, downloads.Default.PercentComplete, downloads.Default.URL)
}
