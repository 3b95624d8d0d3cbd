// Package line makes text from outside fit into one line of a log or a terminal.
package line

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Most is how many bytes of a text [Clean] keeps.
const Most = 1024

// Clean returns a text as one printable line of at most [Most] bytes: a line break, or a sequence that would drive a
// terminal, becomes spaces.
func Clean(text string) string { return Clip(Printable(text), Most) }

// Clip cuts a text after most bytes, between two characters.
func Clip(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// Printable returns a text as one printable line, however long it is.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}
