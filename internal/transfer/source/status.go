package source

import (
	"fmt"
	"net/http"
	"time"
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
