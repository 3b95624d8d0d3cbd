// Command generated lists the downloads of a video with the generated client alone.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/streamdl/streamdl-go/gen"
)

func main() {
	authorize := func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", "Bearer "+os.Getenv("CLOUDFLARE_API_TOKEN"))
		return nil
	}
	client, err := gen.NewClientWithResponses(os.Getenv("CLOUDFLARE_BASE_URL"), gen.WithRequestEditorFn(authorize))
	if err != nil {
		log.Fatal(err)
	}
	resp, err := client.ListDownloadsWithResponse(context.Background(), os.Getenv("CLOUDFLARE_ACCOUNT_ID"), os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	if resp.JSON200 == nil {
		log.Fatal("no answer")
	}
	if download := resp.JSON200.Result.Default; download != nil {
		fmt.Println(download.Status, download.PercentComplete, download.URL)
	}
}
