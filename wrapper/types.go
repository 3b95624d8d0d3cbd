package wrapper

import "github.com/streamdl/streamdl-go/gen"

// The types of the API are those of the generated code, where their fields are.
type (
	// Download is a file that is, or is being, generated from a video. Its fields are Status, PercentComplete (0 to 100,
	// as the service gives it) and URL.
	Download = gen.Download
	// Downloads are the downloads of a video by type, in the fields Default and Audio. One that was not asked for is nil.
	Downloads = gen.Downloads
	// DownloadType is the kind of file: [Default] or [Audio].
	DownloadType = gen.DownloadType
	// DownloadStatus is how far a download is: [Ready], [InProgress] or [Failed]. The service may add values; one that is
	// unknown is kept as it came.
	DownloadStatus = gen.DownloadStatus
	// Video is a video of the library. Only its UID is sure to be there; Meta has its name.
	Video = gen.Video
	// AccessRule says from where a token can be used.
	AccessRule = gen.AccessRule
)

// The types of a download.
const (
	Default = gen.DownloadTypeDefault // the video as an MP4
	Audio   = gen.DownloadTypeAudio   // its sound as an M4A
)

// How far a download is.
const (
	Ready      = gen.DownloadStatusReady      // it can be fetched
	InProgress = gen.DownloadStatusInProgress // it is being generated
	Failed     = gen.DownloadStatusError      // it could not be generated
)

// VideoName returns the name in the Meta of a video, which is any JSON that the account keeps with it. It is empty if there
// is none; several videos may share one.
func VideoName(video Video) string {
	meta, _ := video.Meta.(map[string]any)
	name, _ := meta["name"].(string)
	return name
}

// DownloadOf returns the download of a type, nil if there is none.
func DownloadOf(downloads Downloads, kind DownloadType) *Download {
	if kind == Audio {
		return downloads.Audio
	}
	return downloads.Default
}
