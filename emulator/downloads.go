package emulator

import (
	"context"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/gen/server"
)

// ListDownloads responds with the downloads of a video.
func (s *service) ListDownloads(ctx context.Context, request server.ListDownloadsRequestObject) (server.ListDownloadsResponseObject, error) {
	return s.onVideo(request.Identifier, func(v *video) response {
		if len(v.downloads) == 0 {
			return emptyListResponse(s.emptyList)
		}
		return success(s.downloads(ctx, v))
	}), nil
}

// CreateDownload asks for the default download.
func (s *service) CreateDownload(ctx context.Context, request server.CreateDownloadRequestObject) (server.CreateDownloadResponseObject, error) {
	return s.create(ctx, request.Identifier, gen.DownloadTypeDefault, s.createShape), nil
}

// CreateDownloadOfType asks for a download.
func (s *service) CreateDownloadOfType(ctx context.Context, request server.CreateDownloadOfTypeRequestObject) (server.CreateDownloadOfTypeResponseObject, error) {
	shape := s.createShape
	if shape == Flat { // only the older call has ever been described as flat
		shape = Keyed
	}
	return s.create(ctx, request.Identifier, request.DownloadType, shape), nil
}

// DeleteDownloads deletes the default download.
func (s *service) DeleteDownloads(_ context.Context, request server.DeleteDownloadsRequestObject) (server.DeleteDownloadsResponseObject, error) {
	return s.remove(request.Identifier, gen.DownloadTypeDefault), nil
}

// DeleteDownloadOfType deletes a download.
func (s *service) DeleteDownloadOfType(_ context.Context, request server.DeleteDownloadOfTypeRequestObject) (server.DeleteDownloadOfTypeResponseObject, error) {
	return s.remove(request.Identifier, request.DownloadType), nil
}

func (s *service) create(ctx context.Context, identifier string, kind gen.DownloadType, shape CreateShape) server.ResponseFunc {
	return s.onDownload(identifier, kind, func(v *video) response {
		if !v.isReady() {
			return badRequest("The video is not ready to stream")
		}
		v.ask(kind)
		all := s.downloads(ctx, v)
		switch {
		case shape == Flat:
			return success(*all.Default)
		case shape == KeyedAll:
			return success(all)
		case kind == gen.DownloadTypeAudio:
			return success(gen.Downloads{Audio: all.Audio})
		}
		return success(gen.Downloads{Default: all.Default})
	})
}

func (s *service) remove(identifier string, kind gen.DownloadType) server.ResponseFunc {
	return s.onDownload(identifier, kind, func(v *video) response {
		if _, exists := v.downloads[kind]; !exists {
			return notFound("Download not found")
		}
		delete(v.downloads, kind)
		return success("ok")
	})
}

func (s *service) onDownload(identifier string, kind gen.DownloadType, respond func(*video) response) server.ResponseFunc {
	if !kind.Valid() {
		return badRequest("Invalid download type: " + string(kind)).write
	}
	return s.onVideo(identifier, respond)
}

func emptyListResponse(list EmptyList) response {
	switch list {
	case EmptyNull:
		return success(nil)
	case EmptyNotFound:
		return notFound("Not found")
	default:
		return success(struct{}{})
	}
}

// downloads describes all downloads of a video at this moment.
func (s *service) downloads(ctx context.Context, v *video) gen.Downloads {
	describe := func(kind gen.DownloadType) *gen.Download {
		asked, exists := v.downloads[kind]
		if !exists {
			return nil
		}
		status, percent := s.progress(v, kind, time.Since(asked))
		download := gen.Download{Status: status, PercentComplete: percent}
		if status != gen.DownloadStatusError {
			download.URL = exchangeOf(ctx).origin + "/" + v.details.UID + "/downloads/" + fileName(kind)
		}
		return &download
	}
	return gen.Downloads{Default: describe(gen.DownloadTypeDefault), Audio: describe(gen.DownloadTypeAudio)}
}

// progress is how far a generation is. Nothing ticks: it follows from the time alone.
func (s *service) progress(v *video, kind gen.DownloadType, elapsed time.Duration) (gen.DownloadStatus, float64) {
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
