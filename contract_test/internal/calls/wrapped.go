package calls

import (
	"context"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

// Wrapped calls an operation through the wrapper. The result is what the method returns besides the error.
type Wrapped func(ctx context.Context, client *wrapper.Client, video string, kind gen.DownloadType) (result any, err error)

// Wrapper is the method of the wrapper for each operation. TestEveryOperationHasAWrapperMethod names what is missing.
var Wrapper = map[string]Wrapped{
	"listDownloads": func(ctx context.Context, c *wrapper.Client, video string, _ gen.DownloadType) (any, error) {
		return c.List(ctx, video)
	},
	"createDownload": func(ctx context.Context, c *wrapper.Client, video string, _ gen.DownloadType) (any, error) {
		return c.Create(ctx, video)
	},
	"deleteDownloads": func(ctx context.Context, c *wrapper.Client, video string, _ gen.DownloadType) (any, error) {
		return nil, c.Delete(ctx, video)
	},
	"createDownloadOfType": func(ctx context.Context, c *wrapper.Client, video string, kind gen.DownloadType) (any, error) {
		return c.CreateType(ctx, video, kind)
	},
	"deleteDownloadOfType": func(ctx context.Context, c *wrapper.Client, video string, kind gen.DownloadType) (any, error) {
		return nil, c.DeleteType(ctx, video, kind)
	},
	"listVideos": func(ctx context.Context, c *wrapper.Client, _ string, _ gen.DownloadType) (any, error) {
		videos := []gen.Video{}
		for video, err := range c.Videos(ctx, wrapper.VideoFilter{}) {
			if err != nil {
				return nil, err
			}
			videos = append(videos, video)
		}
		return videos, nil
	},
	"getVideo": func(ctx context.Context, c *wrapper.Client, video string, _ gen.DownloadType) (any, error) {
		return c.Video(ctx, video)
	},
	"createToken": func(ctx context.Context, c *wrapper.Client, video string, _ gen.DownloadType) (any, error) {
		token, err := c.Token(ctx, video, wrapper.TokenOptions{})
		return gen.TokenResult{Token: token}, err
	},
}
