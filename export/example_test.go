package export_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/wrapper"
)

// A library of five videos into a folder, against an emulator inside the program.
func Example() {
	service, err := emulator.New(emulator.WithVideos(5), emulator.WithEncodeTime(0))
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

	ctx := context.Background() // end it, and the next run goes on
	summary, err := export.Run(ctx, client, folder, export.Options{
		Metadata: true,
		OnEvent: func(e export.Event) {
			if e.Video == emulator.DefaultVideo && e.Kind == export.Done {
				fmt.Println(e.Kind, e.Path, e.Bytes, "bytes")
			}
		},
	})
	if errors.Is(err, export.ErrIncomplete) {
		for _, failure := range summary.Failures {
			fmt.Println(failure.Video, failure.Error)
		}
	} else if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary)

	summary, err = export.Run(ctx, client, folder, export.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary)
	// Output:
	// done ea95132c15732412d22c1476fa83f27a.mp4 8879 bytes
	// complete: 5 done, 0 skipped
	// complete: 0 done, 5 skipped
}

// What an export would do, and what its delivery would cost.
func ExamplePreview() {
	service, err := emulator.New(emulator.WithVideos(5))
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
	plan, err := export.Preview(context.Background(), client, "archive", export.Options{
		Types: []wrapper.DownloadType{wrapper.Default, wrapper.Audio},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(plan)
	// Output: 10 files of 5 videos to fetch, 221 minutes, about $0.22 of delivery; 0 skipped
}
