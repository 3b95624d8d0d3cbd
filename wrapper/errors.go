package wrapper

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/call"
	"github.com/streamdl/streamdl-go/internal/line"
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
	// ErrProtocol: a response that breaks the contract of the API: not JSON, success false under 200, a result that is
	// missing or of another type than the document's, no media file.
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
	StatusCode int           // the HTTP status, 0 if there was no response
	Code       int           // the code of the first of Errors, 0 if there is none
	Errors     []gen.Message // what went wrong, in the words of the service
	Messages   []gen.Message // its remarks
	RayID      string        // what Cloudflare's support asks for
	RetryAfter time.Duration // how long the service asks to wait, 0 if it does not say

	failure *call.Failure // what happened; nil if the error was made elsewhere
	text    string        // in place of what the failure says
	causes  []error
}

// publicError makes an [*Error] of the record of a failure. All other errors stay what they are.
func publicError(err error) error {
	f, ok := err.(*call.Failure) //nolint:errorlint // nobody wraps it
	switch {
	case !ok:
		return err
	case f.Invalid:
		return invalid("%s", f.Error())
	}
	e := &Error{Op: f.Op, StatusCode: f.StatusCode, Errors: f.Errors, Messages: f.Messages, RayID: f.RayID, RetryAfter: f.RetryAfter, failure: f}
	if len(f.Errors) > 0 {
		e.Code = f.Errors[0].Code
	}
	for _, cause := range []error{f.Cause, f.Stopped} {
		if cause != nil {
			e.causes = append(e.causes, cause)
		}
	}
	return e
}

// failed makes an [ErrProtocol] of a result of another type than the document's. All other errors stay what they are.
func (c *Client) failed(err error) error {
	if wrong, ok := errors.AsType[*gen.DecodeError](err); ok {
		return publicError(c.calls.Undecodable(wrong))
	}
	return err
}

// refuse is the [ErrProtocol] of a response whose result says nothing that could be returned.
func (c *Client) refuse(resp *http.Response, detail string) error {
	return c.failed(&gen.DecodeError{Response: resp, Err: errors.New(detail)})
}

// record is what happened, or what an error that was made elsewhere says of that.
func (e *Error) record() *call.Failure {
	if e.failure != nil {
		return e.failure
	}
	return &call.Failure{Op: e.Op, StatusCode: e.StatusCode, Errors: e.Errors, RayID: e.RayID, RetryAfter: e.RetryAfter}
}

// Error says in one line which operation failed, how, and what the service said about it.
func (e *Error) Error() string { return cmp.Or(e.text, e.record().Error()) }

// Transient reports whether the same call may succeed later, as the client itself decides about retries.
func (e *Error) Transient() bool { return e.failure != nil && e.failure.Transient() }

// Format writes the text of the error, whatever the verb: %+v and %#v would lay open what is inside.
func (e Error) Format(f fmt.State, verb rune) {
	format := "%s"
	if verb == 'q' {
		format = "%q"
	}
	_, _ = fmt.Fprintf(f, format, e.Error())
}

// Is reports whether the error is of the kind that one of the sentinels of this package stands for.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrUnauthorized:
		return e.record().Unauthorized()
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrRateLimited:
		return e.record().RateLimited()
	case ErrProtocol:
		return e.record().Protocol
	}
	return false
}

// Unwrap gives access to what kept a response from coming: errors of the network and of the context.
func (e *Error) Unwrap() []error { return e.causes }

// fetchError makes an [*Error] of what a file host answered; its text and all that it matches stay.
func fetchError(err error) error {
	refused, ok := errors.AsType[*transfer.StatusError](err)
	if !ok {
		return err
	}
	return &Error{Op: "fetch", StatusCode: refused.StatusCode, RetryAfter: refused.RetryAfter, text: line.Clean(err.Error()), causes: []error{err}}
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrInvalid, fmt.Errorf(format, args...))
}
