// Command wrapper lists the downloads of a video with the wrapper.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/streamdl/streamdl-go/wrapper"
)

func main() {
	client, err := wrapper.NewFromEnv()
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
