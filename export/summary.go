package export

import (
	"errors"
	"fmt"

	"github.com/streamdl/streamdl-go/wrapper"
)

// ErrIncomplete is an export that ended without some files, which could not be made. [Summary.Failures] says which, and
// why.
var ErrIncomplete = errors.New("export is incomplete")

// Summary is what became of an export.
type Summary struct {
	Complete bool      `json:"complete"` // every file that was selected is there
	Done     int       `json:"done"`     // files that were made
	Skipped  int       `json:"skipped"`  // files that were there, and those that can't be made
	Failed   int       `json:"failed"`   // files that could not be made
	Bytes    int64     `json:"bytes"`    // of the files that were made
	Failures []Failure `json:"failures"`
}

// Failure is a file that could not be made.
type Failure struct {
	Video string               `json:"video"`
	Type  wrapper.DownloadType `json:"type"`
	Error string               `json:"error"`
}

// String says in one line whether the export is complete, and how many files there are.
func (s Summary) String() string {
	text := "complete"
	if !s.Complete {
		text = "incomplete"
	}
	text += fmt.Sprintf(": %d done, %d skipped", s.Done, s.Skipped)
	if s.Failed > 0 {
		text += fmt.Sprintf(", %d failed", s.Failed)
	}
	return text
}
