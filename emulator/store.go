package emulator

import (
	"cmp"
	"slices"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// store is all that the service remembers. Its owner guards it.
type store struct {
	all    map[string]*video // by identifier
	sorted []*video          // as list returns them, or nil when that has to be found out
}

// video is a video with its downloads and their files.
type video struct {
	details   gen.Video
	readyAt   time.Time // when it becomes ready to stream
	generates generation
	distinct  bool // its files differ from those of all other videos
	files     map[gen.DownloadType]*file
	downloads map[gen.DownloadType]time.Time // when they were asked for
}

// never is a moment that no test gets to.
var never = time.Unix(1<<40, 0)

// video returns the video of an identifier, which it makes when there is none.
func (s *store) video(identifier string) *video {
	v, exists := s.all[identifier]
	if !exists {
		created := time.Now().UTC().Truncate(time.Microsecond) // the service keeps no more
		v = &video{
			details: gen.Video{UID: identifier, Created: &created},
			files:   map[gen.DownloadType]*file{}, downloads: map[gen.DownloadType]time.Time{},
		}
		s.all[identifier] = v
	}
	return v
}

// describe replaces what is known of a video, but neither its files nor what other options said of it.
func (v *video) describe(details gen.Video) {
	if details.Created == nil {
		details.Created = v.details.Created
	}
	if details.Status != nil && !details.ReadyToStream {
		v.readyAt = never
	}
	details.RequireSignedURLs = details.RequireSignedURLs || v.details.RequireSignedURLs
	v.details = details
}

func (s *store) delete(identifier string) {
	delete(s.all, identifier)
	s.sorted = nil
}

// list returns the videos, oldest first.
func (s *store) list() []*video {
	if s.sorted == nil {
		for _, v := range s.all {
			s.sorted = append(s.sorted, v)
		}
		slices.SortFunc(s.sorted, func(a, b *video) int {
			return cmp.Or(a.details.Created.Compare(*b.details.Created), cmp.Compare(a.details.UID, b.details.UID))
		})
	}
	return s.sorted
}

func (v *video) isReady() bool { return !time.Now().Before(v.readyAt) }

func (v *video) status() *gen.VideoStatus {
	switch {
	case v.details.Status != nil:
		return v.details.Status
	case v.isReady():
		return &gen.VideoStatus{State: gen.VideoStateReady, PctComplete: "100.000000"}
	}
	return &gen.VideoStatus{State: gen.VideoStateInProgress, Step: "encoding", PctComplete: "39.000000"}
}

// ask starts a download, unless there is one already: asking twice is the same as asking once.
func (v *video) ask(kind gen.DownloadType) {
	if _, exists := v.downloads[kind]; !exists {
		v.downloads[kind] = time.Now()
	}
}

// file returns the file of a download, which is made when it is first needed: a library may be large.
func (v *video) file(kind gen.DownloadType) *file {
	if v.files[kind] == nil {
		content := Sample(kind)
		if v.distinct {
			content = distinctSample(kind, v.details.UID)
		}
		v.files[kind] = newFile(content, time.Time{})
	}
	return v.files[kind]
}
