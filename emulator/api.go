package emulator

import (
	"context"
	"net/http"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/gen/server"
)

// maxIdentifierLength is the limit that the API puts on the identifiers of accounts and videos.
const maxIdentifierLength = 32

// api answers the operations of the document.
type api struct{ *Server }

var _ server.StrictServerInterface = (*api)(nil)

func (a *api) ListDownloads(ctx context.Context, request server.ListDownloadsRequestObject) (server.ListDownloadsResponseObject, error) {
	return a.onVideo(request.Identifier, func(v *video) reply {
		if len(v.downloads) == 0 {
			return a.emptyList.reply()
		}
		return success(a.describe(ctx, v))
	}), nil
}

func (a *api) CreateDownload(ctx context.Context, request server.CreateDownloadRequestObject) (server.CreateDownloadResponseObject, error) {
	return a.create(ctx, request.Identifier, gen.DownloadTypeDefault, a.createShape), nil
}

func (a *api) CreateDownloadOfType(ctx context.Context, request server.CreateDownloadOfTypeRequestObject) (server.CreateDownloadOfTypeResponseObject, error) {
	shape := a.createShape
	if shape == Flat { // only the older call has ever been described as flat
		shape = Keyed
	}
	return a.create(ctx, request.Identifier, request.DownloadType, shape), nil
}

func (a *api) DeleteDownloads(_ context.Context, request server.DeleteDownloadsRequestObject) (server.DeleteDownloadsResponseObject, error) {
	return a.remove(request.Identifier, gen.DownloadTypeDefault), nil
}

func (a *api) DeleteDownloadOfType(_ context.Context, request server.DeleteDownloadOfTypeRequestObject) (server.DeleteDownloadOfTypeResponseObject, error) {
	return a.remove(request.Identifier, request.DownloadType), nil
}

func (a *api) create(ctx context.Context, identifier string, kind gen.DownloadType, shape CreateShape) reply {
	if !kind.Valid() {
		return badRequest("Invalid download type: " + string(kind))
	}
	return a.onVideo(identifier, func(v *video) reply {
		if v.notReady {
			return badRequest("The video is not ready to stream")
		}
		v.ask(kind)
		all := a.describe(ctx, v)
		switch shape {
		case Flat:
			return success(*all.Default)
		case KeyedAll:
			return success(all)
		}
		return success(only(all, kind))
	})
}

func (a *api) remove(identifier string, kind gen.DownloadType) reply {
	if !kind.Valid() {
		return badRequest("Invalid download type: " + string(kind))
	}
	return a.onVideo(identifier, func(v *video) reply {
		if _, exists := v.downloads[kind]; !exists {
			return notFound("Download not found")
		}
		delete(v.downloads, kind)
		return success("ok")
	})
}

// onVideo answers with what is done to a video, which nobody else touches meanwhile.
func (a *api) onVideo(identifier string, answer func(*video) reply) reply {
	if len(identifier) > maxIdentifierLength {
		return failure(http.StatusBadRequest, gen.Message{
			Code:    10005,
			Message: "Invalid identifier: longer than 32 characters",
			Source:  &gen.MessageSource{Pointer: "/identifier"},
		})
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	v, exists := a.store.videos[identifier]
	if !exists {
		return notFound("Video not found")
	}
	return answer(v)
}

func only(all gen.Downloads, kind gen.DownloadType) gen.Downloads {
	if kind == gen.DownloadTypeAudio {
		return gen.Downloads{Audio: all.Audio}
	}
	return gen.Downloads{Default: all.Default}
}
