// Package fault is a language for what goes wrong with the requests to a service, such as
// "listDownloads:2-3:status=503", and what it makes happen: handlers that wrap those of the service.
package fault

import (
	"cmp"
	"net/http"
)

// Operation names what a request asks for: the operationId of a call of the API, or [Media].
type Operation string

const (
	// Media is a file being fetched.
	Media Operation = "media"
	// Any is, in a fault, every request.
	Any Operation = "*"
)

// Fault is something that goes wrong with some of the requests of one operation. [Parse] makes one from a text.
type Fault struct {
	// Operation is what it happens to. [Any] is every request.
	Operation Operation
	// From and To are the first and the last request that it happens to, counted from 1 since the fault
	// was added to a [Script], among the requests of the operation. A zero From is 1; a zero To has no end.
	From, To int
	// Every makes it happen only to each so many of those. Zero is 1.
	Every int
	// Wrap returns a handler that goes wrong around, or instead of, the one that would respond.
	Wrap func(next http.Handler) http.Handler

	text string
}

// String returns the text that [Parse] read, or says that the fault was made by hand.
func (f Fault) String() string { return cmp.Or(f.text, string(f.Operation)+":custom") }
