// Command wrapper lists the downloads of a video with the wrapper. It reads the environment itself, as the other programs
// do: NewFromEnv reads signing keys as well, which is 0.27 MB more.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/streamdl/streamdl-go/wrapper"
)

func main() {
	client, err := wrapper.New(
		wrapper.WithAPIToken(os.Getenv("CLOUDFLARE_API_TOKEN")),
		wrapper.WithAccountID(os.Getenv("CLOUDFLARE_ACCOUNT_ID")),
		wrapper.WithBaseURL(os.Getenv("CLOUDFLARE_BASE_URL")),
	)
	if err != nil {
		log.Fatal(err)
	}
	downloads, err := client.List(context.Background(), os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if download := downloads.Default; download != nil {
		fmt.Println(download.Status, download.PercentComplete, download.URL)
	}
}
