package main

import (
	"errors"
	"os"
	"strings"

	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/internal/line"
	"github.com/streamdl/streamdl-go/internal/secret"
	"github.com/streamdl/streamdl-go/wrapper"
)

// usageError is a command line that can't be run.
type usageError struct {
	error
	command string
}

func (e usageError) Unwrap() error { return e.error }

// Is makes it one of the errors after which nothing was sent.
func (e usageError) Is(target error) bool { return target == wrapper.ErrInvalid }

// videoError is what went wrong with one video.
type videoError struct {
	error
	video string
}

func (e videoError) Error() string { return e.video + ": " + e.error.Error() }
func (e videoError) Unwrap() error { return e.error }

// apiError is the response that an error is about, nil if there was none.
func apiError(err error) *wrapper.Error {
	failed, _ := errors.AsType[*wrapper.Error](err)
	return failed
}

// failure is what --json prints of an error, as the value of "error". Keys without a value are there too.
type failure struct {
	Message  string `json:"message"`
	Kind     string `json:"kind"`
	Video    string `json:"video"`  // empty if it is not about one
	Status   int    `json:"status"` // of HTTP; 0 if no response came
	Code     int    `json:"code"`   // of the API; 0 if it sent none
	ExitCode int    `json:"exit_code"`
}

// explain says what went wrong and what to do about it.
func (a *app) explain(err error) {
	if errors.Is(err, export.ErrIncomplete) {
		return // its summary says more
	}
	message := strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "; ") // several errors stand in a line each
	if advice := advise(err); advice != "" {
		message += "; " + advice
	}
	message = presentable(message)
	if a.json {
		ended := outcomeOf(err)
		details := failure{Message: message, Kind: ended.kind, ExitCode: ended.code}
		if about, ok := errors.AsType[videoError](err); ok {
			details.Video = presentable(about.video)
		}
		if refused := apiError(err); refused != nil {
			details.Status, details.Code = refused.StatusCode, refused.Code
		}
		a.printJSON(map[string]failure{"error": details})
	}
	if isTerminal(a.stderr) {
		a.notef(clearLine)
	}
	a.notef("streamdl: %s\n", message)
}

// presentable makes one line of a text, and takes the secrets out that were given in place of something else.
func presentable(text string) string {
	hidden := secret.New(os.Getenv("CLOUDFLARE_API_TOKEN"), os.Getenv("CLOUDFLARE_API_KEY"))
	return strings.Join(strings.Fields(line.Printable(hidden.Redact(text))), " ")
}
