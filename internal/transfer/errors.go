package transfer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// What callers branch on, through errors.Is.
var (
	// ErrInvalid is a bad URL, path or option; nothing was sent.
	ErrInvalid = errors.New("invalid argument")
	// ErrLocal is a failure of the local file system or of the writer. The
	// partial file stays and can be continued.
	ErrLocal = errors.New("local failure")
	// ErrExists is a target that is there already. It is an ErrLocal too.
	ErrExists = fmt.Errorf("%w: target exists", ErrLocal)
	// ErrLocked is a target that another process is fetching. It is an
	// ErrLocal too.
	ErrLocked = fmt.Errorf("%w: another process is writing this file", ErrLocal)
	// ErrProtocol is a reply that is no valid answer, such as one that cannot be the file.
	ErrProtocol = errors.New("not a valid answer")
	// ErrChanged is an object that kept changing on the server, or that
	// changed after part of it had been written to a writer.
	ErrChanged = errors.New("the file changed on the server")
	// ErrUnauthorized is 401 or 403.
	ErrUnauthorized = errors.New("not authorized")
	// ErrNotFound is a file that the server does not have, or not yet.
	ErrNotFound = errors.New("not found")
	// ErrStalled is a server that stopped sending.
	ErrStalled = errors.New("the transfer stalled")
	// ErrInsecure is a URL or a redirect that would leave TLS.
	ErrInsecure = errors.New("refused to go on without TLS")
)

// Verdicts that decide how the transfer goes on; none of them leaves the package.
var (
	errTrickle    = fmt.Errorf("%w: less than %d bytes per second", ErrStalled, trickleRate)
	errRedirect   = errors.New("redirect refused")
	errRestart    = errors.New("the object changed")
	errRangeless  = errors.New("the server ignored a range")
	errWrongRange = errors.New("partial reply does not fit the request")
)

// StatusError is an answer of the server with a status other than 200 or 206.
type StatusError struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// RetryAfter is how long the server asked to wait; 0 if it did not.
	RetryAfter time.Duration

	generation int
	size       int64
	version    version
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

// protocolError is an ErrProtocol with its reason. A wrong partial reply can
// be worth another try, everything else is final.
type protocolError struct {
	detail string
	cause  error
}

func (e *protocolError) Error() string { return "the reply cannot be the file: " + e.detail }
func (e *protocolError) Unwrap() []error {
	if e.cause == nil {
		return []error{ErrProtocol}
	}
	return []error{ErrProtocol, e.cause}
}

func wrongReply(format string, args ...any) error {
	return &protocolError{detail: fmt.Sprintf(format, args...)}
}

func wrongRange(format string, args ...any) error {
	return &protocolError{detail: fmt.Sprintf(format, args...), cause: errWrongRange}
}

func localError(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %s: %w", ErrLocal, doing, err)
}

// transportError hides a text that may quote a URL and with it a token.
type transportError struct {
	text string
	err  error
}

func (e *transportError) Error() string { return e.text }
func (e *transportError) Unwrap() error { return e.err }

func cleanTransportError(err error, u *url.URL) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, ErrInsecure) || errors.Is(err, errRedirect) {
		return err
	}
	text := err.Error()
	if strings.Contains(text, "://") || strings.Contains(text, "Location") ||
		(len(u.Path) > 1 && strings.Contains(text, u.Path)) {
		text = fmt.Sprintf("the request failed (%T)", err)
		return errors.New(text)
	}
	return &transportError{text: text, err: err}
}
