package emulator

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// invalid says what the document does not allow of the parameters. It is empty when there is nothing.
func invalid(params gen.ListVideosParams) string {
	switch {
	case params.Limit != nil && (*params.Limit < 1 || *params.Limit > maxPageLimit):
		return fmt.Sprintf("Invalid limit: want 1 to %d", maxPageLimit)
	case params.Status != nil && !params.Status.Valid():
		return "Invalid status: " + string(*params.Status)
	case params.Type != nil && !params.Type.Valid():
		return "Invalid type: " + string(*params.Type)
	}
	return ""
}

// page returns the videos of the page that was asked for, in the order that was asked for, and counts the videos that meet
// the filters, and those of them that are within the bounds. The lock has to be held.
func (s *service) page(params gen.ListVideosParams) (page []*video, inRange, total int) {
	for _, v := range s.videos.list() {
		if !meets(params, v) {
			continue
		}
		total++
		created := *v.details.Created
		if s.bounds.after.isAfter(created, params.After) && s.bounds.after.isAfter(created, params.Start) &&
			s.bounds.before.isBefore(created, params.Before) && s.bounds.before.isBefore(created, params.End) {
			page = append(page, v)
		}
	}
	inRange = len(page)
	if params.Asc == nil || !*params.Asc {
		slices.Reverse(page)
	}
	limit := s.pageLimit
	if params.Limit != nil {
		limit = min(limit, *params.Limit)
	}
	return page[:min(limit, inRange)], inRange, total
}

// meets reports whether a video meets the filters.
func meets(params gen.ListVideosParams, v *video) bool {
	d := &v.details
	meta, _ := d.Meta.(map[string]any)
	name, _ := meta["name"].(string)
	kind := gen.VideoTypeVOD
	if d.LiveInput != "" {
		kind = gen.VideoTypeLive
	}
	return matches(params.Creator, func(creator string) bool { return d.Creator == creator }) &&
		matches(params.LiveInputID, func(input string) bool { return d.LiveInput == input }) &&
		matches(params.VideoName, func(text string) bool { return name == text }) &&
		matches(params.Search, func(text string) bool { return strings.Contains(strings.ToLower(name), strings.ToLower(text)) }) &&
		matches(params.ID, func(list string) bool { return slices.Contains(strings.Split(list, ","), d.UID) }) &&
		matches(params.Name, func(list string) bool {
			names := strings.Split(list, ",")
			return slices.Contains(names, d.UID) || slices.Contains(names, name)
		}) &&
		matches(params.Type, func(asked gen.VideoType) bool { return kind == asked }) &&
		matches(params.Status, func(state gen.VideoState) bool { return v.status().State == state })
}

// matches reports whether a filter lets a video pass. One that isn't there lets all pass.
func matches[T any](filter *T, holds func(T) bool) bool { return filter == nil || holds(*filter) }

func (b Bound) isAfter(created time.Time, bound *time.Time) bool {
	return bound == nil || created.After(*bound) || b == Inclusive && created.Equal(*bound)
}

func (b Bound) isBefore(created time.Time, bound *time.Time) bool {
	return bound == nil || created.Before(*bound) || b == Inclusive && created.Equal(*bound)
}
