package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// output remembers the first write that failed, so that not every print has to check for it.
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

// notef writes what is not part of the result, above a bar if there is one.
func (a *app) notef(format string, args ...any) {
	text := fmt.Appendf(nil, format, args...)
	if bars := a.bars.Load(); bars != nil {
		if _, err := bars.Write(text); err == nil { // after the end of the bars it is an error
			return
		}
	}
	_, _ = a.stderr.Write(text)
}

// newsf is notef for what goes on meanwhile, of which a command that is to be quiet says nothing.
func (a *app) newsf(format string, args ...any) {
	if !a.quiet {
		a.notef(format, args...)
	}
}

// print writes the result: with --json the value, else the text.
func (a *app) print(value any, format string, args ...any) {
	if a.json {
		a.printJSON(value)
		return
	}
	_, _ = fmt.Fprintf(a.stdout, format, args...)
}

// printJSON writes the one JSON value that there is on stdout.
func (a *app) printJSON(value any) {
	encoder := json.NewEncoder(a.stdout)
	encoder.SetEscapeHTML(false) // URLs have ampersands
	_ = encoder.Encode(value)
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd())) //nolint:gosec // a descriptor is small
}
