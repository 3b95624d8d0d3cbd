package emulator

// Operation names what a request asks for: an operation of the API, or a file.
type Operation string

// The operations of the API bear the names that the document gives them.
const (
	ListVideos           Operation = "listVideos"
	GetVideo             Operation = "getVideo"
	CreateToken          Operation = "createToken"
	ListDownloads        Operation = "listDownloads"
	CreateDownload       Operation = "createDownload"
	DeleteDownloads      Operation = "deleteDownloads"
	CreateDownloadOfType Operation = "createDownloadOfType"
	DeleteDownloadOfType Operation = "deleteDownloadOfType"

	// Media is a file being fetched.
	Media Operation = "media"

	// AnyOperation is, in a fault, every request.
	AnyOperation Operation = "*"
)

const (
	videosPattern         = "/accounts/{account_id}/stream"
	videoPattern          = videosPattern + "/{identifier}"
	downloadsPattern      = videoPattern + "/downloads"
	downloadOfTypePattern = downloadsPattern + "/{download_type}"
	mediaPattern          = "/{video}/downloads/{file}"
)

var operations = map[string]Operation{
	"GET " + videosPattern:            ListVideos,
	"GET " + videoPattern:             GetVideo,
	"POST " + videoPattern + "/token": CreateToken,
	"GET " + downloadsPattern:         ListDownloads,
	"POST " + downloadsPattern:        CreateDownload,
	"DELETE " + downloadsPattern:      DeleteDownloads,
	"POST " + downloadOfTypePattern:   CreateDownloadOfType,
	"DELETE " + downloadOfTypePattern: DeleteDownloadOfType,
	"GET " + mediaPattern:             Media,
}
