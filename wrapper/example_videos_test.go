package wrapper_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/wrapper"
)

// bucket stands for an object store: something that makes an [io.Writer] of a name.
type bucket struct{ objects int }

func (b *bucket) put(string) io.Writer {
	b.objects++
	return io.Discard
}

// The whole library, video by video, each streamed to an io.Writer such as that of an object store. The package export
// does more: many at a time, within the calls that the service allows, and again after an interrupt.
func ExampleClient_Videos() {
	service, err := emulator.New(emulator.WithVideos(4), emulator.WithEncodeTime(0))
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
	ctx := context.Background()
	var store bucket
	for video, err := range client.Videos(ctx, wrapper.VideoFilter{}) {
		if err != nil {
			log.Fatal(err) // the library could not be listed to its end
		}
		if !video.ReadyToStream {
			continue
		}
		if _, err := client.Create(ctx, video.UID); err != nil {
			log.Fatal(err)
		}
		download, err := client.Wait(ctx, video.UID, wrapper.Default)
		if err != nil {
			log.Fatal(err)
		}
		result, err := client.Fetch(ctx, download, store.put(video.UID+".mp4"))
		if err != nil {
			log.Fatal(err)
		}
		if video.UID == emulator.DefaultVideo {
			fmt.Println(video.UID, result.Bytes, "bytes")
		}
	}
	fmt.Println(store.objects, "objects")
	// Output:
	// ea95132c15732412d22c1476fa83f27a 8879 bytes
	// 4 objects
}
