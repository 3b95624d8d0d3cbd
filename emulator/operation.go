package emulator

// Operation names what a request asks for: an operation of the API, or a file.
type Operation string

// The operations of the API bear the names that the document gives them.
const (
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
	downloadsPattern      = "/accounts/{account_id}/stream/{identifier}/downloads"
	downloadOfTypePattern = downloadsPattern + "/{download_type}"
	mediaPattern          = "/{video}/downloads/{file}"
)

var operations = map[string]Operation{
	"GET " + downloadsPattern:         ListDownloads,
	"POST " + downloadsPattern:        CreateDownload,
	"DELETE " + downloadsPattern:      DeleteDownloads,
	"POST " + downloadOfTypePattern:   CreateDownloadOfType,
	"DELETE " + downloadOfTypePattern: DeleteDownloadOfType,
	"GET " + mediaPattern:             Media,
}
