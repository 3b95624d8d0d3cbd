package emulator

import (
	"context"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/gen/server"
)

// maxIdentifierLength is the limit that the API puts on the identifiers of accounts and videos.
const maxIdentifierLength = 32

// api has a handler for each operation of the document.
type api struct{ *Server }

var _ server.StrictServerInterface = (*api)(nil)

// ListDownloads responds with the downloads of a video.
func (a *api) ListDownloads(ctx context.Context, request server.ListDownloadsRequestObject) (server.ListDownloadsResponseObject, error) {
	return a.onVideo(request.Identifier, func(v *video) response {
		if len(v.downloads) == 0 {
			return a.emptyList.response()
		}
		return success(a.downloads(ctx, v))
	}), nil
}

// CreateDownload asks for the default download.
func (a *api) CreateDownload(ctx context.Context, request server.CreateDownloadRequestObject) (server.CreateDownloadResponseObject, error) {
	return a.create(ctx, request.Identifier, gen.DownloadTypeDefault, a.createShape), nil
}

// CreateDownloadOfType asks for a download.
func (a *api) CreateDownloadOfType(ctx context.Context, request server.CreateDownloadOfTypeRequestObject) (server.CreateDownloadOfTypeResponseObject, error) {
	shape := a.createShape
	if shape == Flat { // only the older call has ever been described as flat
		shape = Keyed
	}
	return a.create(ctx, request.Identifier, request.DownloadType, shape), nil
}

// DeleteDownloads deletes the default download.
func (a *api) DeleteDownloads(_ context.Context, request server.DeleteDownloadsRequestObject) (server.DeleteDownloadsResponseObject, error) {
	return a.remove(request.Identifier, gen.DownloadTypeDefault), nil
}

// DeleteDownloadOfType deletes a download.
func (a *api) DeleteDownloadOfType(_ context.Context, request server.DeleteDownloadOfTypeRequestObject) (server.DeleteDownloadOfTypeResponseObject, error) {
	return a.remove(request.Identifier, request.DownloadType), nil
}

func (a *api) create(ctx context.Context, identifier string, kind gen.DownloadType, shape CreateShape) server.ResponseFunc {
	if !kind.Valid() {
		return badRequest("Invalid download type: " + string(kind)).write
	}
	return a.onVideo(identifier, func(v *video) response {
		if !v.isReady() {
			return badRequest("The video is not ready to stream")
		}
		v.ask(kind)
		all := a.downloads(ctx, v)
		switch shape {
		case Flat:
			return success(*all.Default)
		case KeyedAll:
			return success(all)
		}
		return success(only(all, kind))
	})
}

func (a *api) remove(identifier string, kind gen.DownloadType) server.ResponseFunc {
	if !kind.Valid() {
		return badRequest("Invalid download type: " + string(kind)).write
	}
	return a.onVideo(identifier, func(v *video) response {
		if _, exists := v.downloads[kind]; !exists {
			return notFound("Download not found")
		}
		delete(v.downloads, kind)
		return success("ok")
	})
}

func only(all gen.Downloads, kind gen.DownloadType) gen.Downloads {
	if kind == gen.DownloadTypeAudio {
		return gen.Downloads{Audio: all.Audio}
	}
	return gen.Downloads{Default: all.Default}
}

// downloads describes all downloads of a video at this moment.
func (s *Server) downloads(ctx context.Context, v *video) gen.Downloads {
	var all gen.Downloads
	for kind, asked := range v.downloads {
		status, percent := s.progress(v, kind, time.Since(asked))
		download := gen.Download{Status: status, PercentComplete: percent}
		if status != gen.DownloadStatusError {
			download.URL = exchangeOf(ctx).origin + mediaPath(v.details.UID, kind)
		}
		switch kind {
		case gen.DownloadTypeDefault:
			all.Default = &download
		case gen.DownloadTypeAudio:
			all.Audio = &download
		}
	}
	return all
}

// progress is how far a generation is. Nothing ticks: it follows from the time alone.
func (s *Server) progress(v *video, kind gen.DownloadType, elapsed time.Duration) (gen.DownloadStatus, float64) {
	needed := s.encodeTime(v.details.UID, kind)
	switch {
	case elapsed < needed:
		return gen.DownloadStatusInProgress, s.curve(float64(elapsed) / float64(needed))
	case v.generates == neverEnds:
		return gen.DownloadStatusInProgress, s.curve(almostDone)
	case v.generates == fails:
		return gen.DownloadStatusError, s.curve(almostDone)
	default:
		return gen.DownloadStatusReady, 100
	}
}
