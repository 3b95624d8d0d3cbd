// Command byhand lists the downloads of a video with a client written by hand.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/streamdl/streamdl-go/bench/byhand"
)

func main() {
	client := byhand.Client{
		HTTP:    http.DefaultClient,
		BaseURL: os.Getenv("CLOUDFLARE_BASE_URL"),
		Token:   os.Getenv("CLOUDFLARE_API_TOKEN"),
		Account: os.Getenv("CLOUDFLARE_ACCOUNT_ID"),
	}
	downloads, err := client.List(context.Background(), os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if download := downloads.Default; download != nil {
		fmt.Println(download.Status, download.PercentComplete, download.URL)
	}
}
