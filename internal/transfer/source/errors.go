package source

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// What callers branch on, through errors.Is.
var (
	// ErrInvalid is a bad URL; nothing was sent.
	ErrInvalid = errors.New("invalid argument")
	// ErrProtocol is a response that is not valid, such as one that cannot be the file.
	ErrProtocol = errors.New("not a valid response")
	// ErrUnauthorized is 401 or 403.
	ErrUnauthorized = errors.New("not authorized")
	// ErrNotFound is a file that the server does not have, or not yet.
	ErrNotFound = errors.New("not found")
	// ErrStalled is a server that stopped sending.
	ErrStalled = errors.New("the transfer stalled")
	// ErrInsecure is a URL or a redirect that would leave TLS.
	ErrInsecure = errors.New("refused to go on without TLS")
	// ErrRedirect is a redirect that is not followed.
	ErrRedirect = errors.New("redirect refused")
	// ErrTrickle is a connection that brings hardly anything. It is an ErrStalled too.
	ErrTrickle = fmt.Errorf("%w: less than %d bytes per second", ErrStalled, trickleRate)
	// ErrWrongRange is a partial response that does not fit the request. It is an ErrProtocol too.
	ErrWrongRange = errors.New("partial response does not fit the request")
)

// StatusError is a response with a status other than 200 or 206.
type StatusError struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// RetryAfter is how long the server asked to wait; 0 if it did not.
	RetryAfter time.Duration
	// Version is what the response says of the object, as a 416 does.
	Version Version

	generation int
}

// Error names the status and, for a refusal, what to do about it.
func (e *StatusError) Error() string {
	text := fmt.Sprintf("the server answered %d %s", e.StatusCode, http.StatusText(e.StatusCode))
	switch {
	case e.Is(ErrUnauthorized):
		text += ": a private video needs a signed URL that has not expired"
	case e.StatusCode == http.StatusFailedDependency:
		text += ": the file is not ready"
	case e.RetryAfter > 0:
		text += fmt.Sprintf(" and asked to wait %s", e.RetryAfter)
	}
	return text
}

// Is matches ErrUnauthorized for 401 and 403, ErrNotFound for 404, 410 and 424.
func (e *StatusError) Is(target error) bool {
	switch e.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return target == ErrUnauthorized
	case http.StatusNotFound, http.StatusGone, http.StatusFailedDependency:
		return target == ErrNotFound
	}
	return false
}

// protocolError is an [ErrProtocol] with its reason. A wrong partial response can be worth another attempt, everything
// else is final.
type protocolError struct {
	detail string
	kinds  []error
}

func (e *protocolError) Error() string   { return "the response cannot be the file: " + e.detail }
func (e *protocolError) Unwrap() []error { return e.kinds }

// WrongResponse makes an [ErrProtocol].
func WrongResponse(format string, args ...any) error {
	return &protocolError{fmt.Sprintf(format, args...), []error{ErrProtocol}}
}

// WrongRange makes an [ErrWrongRange].
func WrongRange(format string, args ...any) error {
	return &protocolError{fmt.Sprintf(format, args...), []error{ErrProtocol, ErrWrongRange}}
}
