// Package fault is a language for what goes wrong with the requests to a service, such as
// "listDownloads:2-3:status=503", and what it makes happen: handlers that wrap those of the service.
package fault

import (
	"fmt"
	"net/http"
	"strconv"
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

	effects string // as they were written
}

// String returns the text that [Parse] read.
func (f Fault) String() string {
	effects := f.effects
	if effects == "" {
		effects = "custom"
	}
	return string(f.Operation) + ":" + f.occurrence() + ":" + effects
}

func (f Fault) occurrence() string {
	from := max(f.From, 1)
	text := strconv.Itoa(from)
	switch {
	case f.To == 0 && from == 1:
		text = "*"
	case f.To == 0:
		text += "-"
	case f.To != from:
		text += fmt.Sprintf("-%d", f.To)
	}
	if f.Every > 1 {
		text += fmt.Sprintf("/%d", f.Every)
	}
	return text
}
