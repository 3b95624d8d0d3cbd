package call

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/backoff"
	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/internal/network"
)

// Failure is what is known of a call that failed: a plain record, of which the client makes its own error.
type Failure struct {
	Op         string        // the operationId
	StatusCode int           // 0: there was no response
	Errors     []gen.Message // in the words of the service
	Messages   []gen.Message
	RayID      string
	RetryAfter time.Duration // 0: the service does not say
	Detail     string        // what is wrong, where there are no Errors
	Invalid    bool          // the request can't be sent as it is
	Protocol   bool          // the response breaks the contract of the API
	Throttled  bool          // a rate limit under another status than 429
	Truncated  bool          // the response ended too early
	Unsent     bool          // the attempt was not made
	Reached    bool          // the service may have acted on this attempt or on one before
	Retryable  *bool         // what the edge says of it
	Cause      error         // why there was no response
	Stopped    error         // why it was not tried again: the context ended
}

// Error says in one line which operation failed, how, and what the service said about it.
func (f *Failure) Error() string {
	text := []string{f.Op}
	if f.StatusCode != 0 {
		text = append(text, strings.TrimRight(": "+strconv.Itoa(f.StatusCode)+" "+http.StatusText(f.StatusCode), " "))
	}
	switch {
	case len(f.Errors) > 0:
		text = append(text, ": ", line.Clean(f.Errors[0].Message), " (code ", strconv.Itoa(f.Errors[0].Code))
		for _, cause := range f.Errors[0].ErrorChain { // it says more than the error itself
			text = append(text, ": ", strconv.Itoa(cause.Code), " ", line.Clean(cause.Message))
		}
		text = append(text, ")")
	case f.Detail != "":
		text = append(text, ": ", line.Clean(f.Detail))
	case f.Unsent:
		text = append(text, ": nothing was sent: ", line.Clean(f.Cause.Error()))
	case f.Cause != nil:
		text = append(text, ": no response: ", line.Clean(f.Cause.Error()))
	}
	if f.RetryAfter > 0 {
		text = append(text, ", try again in ", f.RetryAfter.Round(time.Millisecond).String())
	}
	if f.RayID != "" {
		text = append(text, ", ray ", f.RayID)
	}
	if f.Stopped != nil {
		text = append(text, "; stopped: ", line.Clean(f.Stopped.Error()))
	}
	return strings.Join(text, "")
}

// Transient reports whether the same call may succeed later. The status decides, then the code, then what the edge says
// of itself.
func (f *Failure) Transient() bool {
	switch {
	case f.Unsent:
		return false
	case f.StatusCode == 0:
		return !network.Permanent(f.Cause)
	case f.Retryable != nil: // the edge explains itself, and is not the API that knows the credential
		return *f.Retryable
	case f.Unauthorized(), f.hasCode(codeAuthBan):
		return false // each further call makes a ban longer
	case f.RateLimited():
		return true
	case f.StatusCode == http.StatusOK:
		return f.Truncated
	}
	switch status := f.StatusCode; {
	case status == http.StatusRequestTimeout,
		status == http.StatusInternalServerError,
		status >= http.StatusBadGateway && status <= http.StatusGatewayTimeout,
		status >= 520 && status <= 524, // Cloudflare could not talk to its origin; 525 and up are certificates
		status == 530:
		return true
	}
	return false
}

// mayHaveReached says whether the service may have acted on the attempt.
func (f *Failure) mayHaveReached() bool {
	switch {
	case !f.Transient():
		return false
	case f.StatusCode == 0:
		return !network.NotSent(f.Cause)
	}
	return f.StatusCode >= 500 || f.StatusCode == http.StatusRequestTimeout || f.Truncated
}

// AlreadyExists reports whether a create was refused because what it asks for is there already. No response of the service
// that says so is recorded; several of its users expect one.
func (f *Failure) AlreadyExists() bool {
	return f.StatusCode == http.StatusConflict || f.StatusCode == http.StatusBadRequest &&
		slices.ContainsFunc(f.Errors, func(message gen.Message) bool {
			return strings.Contains(strings.ToLower(message.Message), "already exists")
		})
}

// codeAuthBan is the code under status 429 of a credential that failed too often.
const codeAuthBan = 10502

func (f *Failure) hasCode(code int) bool {
	for _, message := range f.Errors {
		if message.Code == code {
			return true
		}
		for _, cause := range message.ErrorChain {
			if cause.Code == code {
				return true
			}
		}
	}
	return false
}

// Unauthorized reports whether the credential is not valid or lacks a permission.
func (f *Failure) Unauthorized() bool {
	return !f.Throttled && (f.StatusCode == http.StatusUnauthorized || f.StatusCode == http.StatusForbidden)
}

// RateLimited reports whether there were too many calls.
func (f *Failure) RateLimited() bool {
	return f.Throttled || f.StatusCode == http.StatusTooManyRequests
}

// stoppedBy adds why a failure was the last: the context ended.
func (f *Failure) stoppedBy(ctx context.Context) *Failure {
	reason := backoff.Reason(ctx)
	switch {
	case reason == nil:
	case f.StatusCode == 0 && (errors.Is(f.Cause, ctx.Err()) || errors.Is(f.Cause, context.Cause(ctx))):
		f.Cause = reason // the attempt itself was cancelled
	default:
		f.Stopped = reason
	}
	return f
}
