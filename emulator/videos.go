package emulator

import (
	"cmp"
	"context"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/gen/server"
)

// ListVideos responds with the videos that meet the filters, by their date of creation.
func (s *service) ListVideos(ctx context.Context, request server.ListVideosRequestObject) (server.ListVideosResponseObject, error) {
	if refusal := invalid(request.Params); refusal != "" {
		return server.ResponseFunc(badRequest(refusal).write), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	page, inRange, total := s.page(request.Params)
	results := []videoResult{}
	for _, v := range page {
		results = append(results, v.result(ctx))
	}
	list := success(results)
	asked := request.Params.IncludeCounts
	switch {
	case asked == nil || !*asked:
	case s.counts == CountsInside:
		list = success(struct {
			Videos []videoResult `json:"videos"`
			Total  int           `json:"total"`
			Range  int           `json:"range"`
		}{results, total, inRange})
	default:
		list.Total, list.Range = &total, &inRange
	}
	return server.ResponseFunc(list.write), nil
}

// GetVideo responds with a video.
func (s *service) GetVideo(ctx context.Context, request server.GetVideoRequestObject) (server.GetVideoResponseObject, error) {
	return s.onVideo(request.Identifier, func(v *video) response { return success(v.result(ctx)) }), nil
}

// videoResult is a video as the service writes it: much of what is absent is null there.
type videoResult struct {
	gen.Video

	Creator            *string    `json:"creator"`
	ReadyToStreamAt    *time.Time `json:"readyToStreamAt"`
	Meta               any        `json:"meta"`
	ScheduledDeletion  *time.Time `json:"scheduledDeletion"`
	AllowedOrigins     []string   `json:"allowedOrigins"`
	UploadExpiry       *time.Time `json:"uploadExpiry"`
	MaxSizeBytes       *int64     `json:"maxSizeBytes"`
	MaxDurationSeconds *int       `json:"maxDurationSeconds"`
	Watermark          any        `json:"watermark"`
	ClippedFrom        *string    `json:"clippedFrom"`
}

// result describes a video at this moment.
func (v *video) result(ctx context.Context) videoResult {
	d := v.details
	d.ReadyToStream = v.isReady()
	d.Status = v.status()
	if d.ReadyToStream && d.ReadyToStreamAt == nil {
		d.ReadyToStreamAt = d.Created
		if v.readyAt.After(*d.Created) {
			d.ReadyToStreamAt = new(v.readyAt.UTC().Truncate(time.Microsecond))
		}
	}
	if !d.ReadyToStream {
		d.Duration, d.Input = -1, &gen.VideoInput{Width: -1, Height: -1}
	}
	base := exchangeOf(ctx).origin + "/" + d.UID
	d.Thumbnail, d.Preview = base+"/thumbnails/thumbnail.jpg", base+"/watch"
	d.Playback = &gen.VideoPlayback{HLS: base + "/manifest/video.m3u8", DASH: base + "/manifest/video.mpd"}
	d.Modified, d.Uploaded = cmp.Or(d.Modified, d.Created), cmp.Or(d.Uploaded, d.Created)
	if d.Meta == nil {
		d.Meta = struct{}{}
	}
	var watermark any
	if d.Watermark != nil {
		watermark = d.Watermark
	}
	return videoResult{
		d, orNull(d.Creator), d.ReadyToStreamAt, d.Meta, d.ScheduledDeletion, d.AllowedOrigins, d.UploadExpiry,
		d.MaxSizeBytes, d.MaxDurationSeconds, watermark, orNull(d.ClippedFrom),
	}
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
