package wrapper

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// What callers branch on, through [errors.Is].
var (
	// ErrUnauthorized: the credential is not valid (401) or lacks a permission (403).
	ErrUnauthorized = transfer.ErrUnauthorized
	// ErrNotFound: there is no such account, video or download (404).
	ErrNotFound = transfer.ErrNotFound
	// ErrRateLimited: too many calls (429). [Error.RetryAfter] says how long to wait, if the service did.
	ErrRateLimited = errors.New("rate limited")
	// ErrProtocol: a reply that is no valid answer: not JSON, success false under 200, result missing, not the file.
	ErrProtocol = transfer.ErrProtocol
	// ErrInvalid: a bad argument or option. Nothing was sent.
	ErrInvalid = transfer.ErrInvalid
	// ErrDownloadFailed: the service could not generate the download.
	ErrDownloadFailed = errors.New("download failed")
	// ErrLocal: a file could not be written, or an [io.Writer] failed. What was fetched is kept and can be continued.
	ErrLocal = transfer.ErrLocal
	// ErrExists: the target is there already; it is an ErrLocal too. See [WithOverwrite].
	ErrExists = transfer.ErrExists
	// ErrLocked: another process is fetching into the same target; it is an ErrLocal too.
	ErrLocked = transfer.ErrLocked
	// ErrChanged: the file kept changing on the server, or changed after a part of it went to an [io.Writer].
	ErrChanged = transfer.ErrChanged
	// ErrStalled: the server stopped sending, as often as it was asked to go on.
	ErrStalled = transfer.ErrStalled
)

// Error is a call that failed: what the service answered, or why it did not answer.
type Error struct {
	Op         string        // the operation of the API, such as listDownloads
	StatusCode int           // the HTTP status, 0 if there was no reply
	Code       int           // the code of the first of Errors, 0 if there is none
	Errors     []gen.Message // what went wrong, in the words of the service
	Messages   []gen.Message // its remarks
	RayID      string        // what Cloudflare's support asks for
	RetryAfter time.Duration // how long the service asks to wait, 0 if it does not say

	text      string // all that there is to say, if somebody else knows
	detail    string // what is wrong with a reply that has no Errors
	protocol  bool   // the reply is no valid answer
	throttled bool   // a rate limit under another status than 429
	truncated bool   // the reply ended too early
	unsent    bool   // the attempt was not made
	reached   bool   // the service may have acted on this attempt or on one before
	retryable *bool  // what the edge says of it
	cause     error  // why there was no reply
	stopped   error  // why it was not tried again: the context ended
}

// Error says in one line which operation failed, how, and what the service said about it.
func (e *Error) Error() string {
	if e.text != "" {
		return line(e.text)
	}
	text := e.Op
	if e.StatusCode != 0 {
		text += strings.TrimRight(": "+strconv.Itoa(e.StatusCode)+" "+http.StatusText(e.StatusCode), " ")
	}
	switch {
	case len(e.Errors) > 0:
		text += ": " + line(e.Errors[0].Message) + " (code " + strconv.Itoa(e.Code) + ")"
	case e.detail != "":
		text += ": " + line(e.detail)
	case e.cause != nil && e.unsent:
		text += ": nothing was sent: " + line(e.cause.Error())
	case e.cause != nil:
		text += ": no reply: " + line(e.cause.Error())
	}
	if e.RetryAfter > 0 {
		text += ", try again in " + e.RetryAfter.Round(time.Millisecond).String()
	}
	if e.RayID != "" {
		text += ", ray " + e.RayID
	}
	if e.stopped != nil {
		text += "; stopped: " + line(e.stopped.Error())
	}
	return text
}

// Format writes the text of the error, whatever the verb: %+v and %#v would lay open what is inside.
func (e Error) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		_, _ = fmt.Fprintf(f, "%q", e.Error())
		return
	}
	_, _ = fmt.Fprint(f, e.Error())
}

// Is reports whether the error is of the kind that one of the sentinels of this package stands for.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return !e.throttled && (e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusForbidden)
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrRateLimited:
		return e.throttled || e.StatusCode == http.StatusTooManyRequests
	case ErrProtocol:
		return e.protocol
	}
	return false
}

// Unwrap gives access to what kept a reply from coming: errors of the network and of the context.
func (e *Error) Unwrap() []error {
	var causes []error
	for _, err := range []error{e.cause, e.stopped} {
		if err != nil {
			causes = append(causes, err)
		}
	}
	return causes
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrInvalid, fmt.Errorf(format, args...))
}

// line makes a text from outside fit into one line of a log.
func line(s string) string { return oneLine(clip(s, 1024)) }

// oneLine keeps text from outside from breaking a log line or driving a terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}

// clip cuts a text after most bytes, between two characters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}
