package emulator

import (
	"cmp"
	"context"
	"slices"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/gen/server"
)

func (a *api) ListVideos(_ context.Context, request server.ListVideosRequestObject) (server.ListVideosResponseObject, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	videos := []gen.Video{}
	for _, v := range a.store.videos {
		videos = append(videos, v.describe())
	}
	slices.SortFunc(videos, func(one, other gen.Video) int {
		return cmp.Or(one.Created.Compare(*other.Created), cmp.Compare(one.UID, other.UID))
	})
	if request.Params.Asc == nil || !*request.Params.Asc {
		slices.Reverse(videos)
	}
	return success(videos), nil
}

func (a *api) GetVideo(_ context.Context, request server.GetVideoRequestObject) (server.GetVideoResponseObject, error) {
	return a.onVideo(request.Identifier, func(v *video) reply { return success(v.describe()) }), nil
}

func (a *api) CreateToken(_ context.Context, request server.CreateTokenRequestObject) (server.CreateTokenResponseObject, error) {
	return a.onVideo(request.Identifier, func(v *video) reply {
		token := "token-of-" + v.identifier
		a.store.byToken[token] = v
		return success(gen.TokenResult{Token: token})
	}), nil
}

func (v *video) describe() gen.Video {
	state := gen.VideoStateReady
	if v.notReady {
		state = gen.VideoStateInProgress
	}
	return gen.Video{
		UID:               v.identifier,
		ReadyToStream:     !v.notReady,
		RequireSignedURLs: v.private,
		Created:           &v.created,
		Status:            &gen.VideoStatus{State: state},
	}
}
