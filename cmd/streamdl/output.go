package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// output remembers the first write that failed, so that not every print has to look for it.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	o.err = err
	return n, err
}

// printf writes a part of the result.
func (a *app) printf(format string, args ...any) { _, _ = fmt.Fprintf(a.stdout, format, args...) }

// notef writes what is not part of the result, above a bar if there is one.
func (a *app) notef(format string, args ...any) {
	if bar := a.bar.Load(); bar != nil {
		if _, err := fmt.Fprintf(bar.container, format, args...); err == nil {
			return // after the end of the bar it is an error
		}
	}
	_, _ = fmt.Fprintf(a.stderr, format, args...)
}

// printJSON writes the result as the one JSON value that there is on stdout.
func (a *app) printJSON(value any) {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetEscapeHTML(false) // URLs have ampersands
	_ = encoder.Encode(value)
}

// failure is what --json prints of an error. Keys without a value are there too.
type failure struct {
	Error failureDetails `json:"error"`
}

type failureDetails struct {
	Message string `json:"message"`
	Status  int    `json:"status"` // of HTTP; 0 if no reply came
	Code    int    `json:"code"`   // of the API; 0 if it sent none
}

// explain tells what went wrong and what to do about it.
func (a *app) explain(err error) {
	message := strings.TrimSpace(err.Error())
	if advice := advise(err); advice != "" {
		message += "; " + advice
	}
	message = presentable(message)
	if a.json {
		details := failureDetails{Message: message}
		if refused := apiError(err); refused != nil {
			details.Status, details.Code = refused.StatusCode, refused.Code
		}
		a.printJSON(failure{details})
	}
	a.notef("streamdl: %s\n", message)
}

// presentable makes one line of a text, keeps it from driving the terminal, and takes the secrets out
// that were given in place of something else.
func presentable(text string) string {
	for _, name := range []string{"CLOUDFLARE_API_TOKEN", "CLOUDFLARE_API_KEY"} {
		if secret := os.Getenv(name); secret != "" {
			text = strings.ReplaceAll(text, secret, "REDACTED")
		}
	}
	return strings.Join(strings.Fields(printable(text)), " ")
}

// printable replaces what a terminal would obey.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || (r >= 0x7f && r < 0xa0) {
			return ' '
		}
		return r
	}, text)
}
