package export

import "github.com/streamdl/streamdl-go/wrapper"

// EventKind is what happened.
type EventKind string

// What happens to a file, in this order, and to the export.
const (
	Selected EventKind = "selected" // the file is to be made
	Skipped  EventKind = "skipped"  // it is done, or can't be made; then Err says why
	Asked    EventKind = "asked"    // the service was asked for the download
	Fetching EventKind = "fetching" // a moment of the fetch; about ten a second
	Done     EventKind = "done"     // the file is there
	Failed   EventKind = "failed"   // there will be no file in this run; Err says why
	Retrying EventKind = "retrying" // a call failed with Err, and will be repeated

	Listed  EventKind = "listed"  // all videos are known
	Warning EventKind = "warning" // Err is a thing that somebody should know, and that does no harm
)

// Event is one thing that happened. Fields that its kind has no use for are zero.
type Event struct {
	Kind     EventKind
	Video    string
	Type     wrapper.DownloadType
	Path     string           // of the file, within the folder
	Bytes    int64            // of a file that is done
	Progress wrapper.Progress // of a fetch
	Err      error
}
