package wrapper

// maxIdentifier is the maxLength of account_id and identifier in the document.
const maxIdentifier = 32

// checkIdentifier accepts what is one segment of a path wherever it passes: unescaped, escaped, or
// unescaped once too often by a proxy. Anything else could reach another route, such as the video itself.
func checkIdentifier(what, id string) error {
	switch {
	case id == "":
		return invalid("%s is empty", what)
	case len(id) > maxIdentifier:
		// Not quoted: a token, put in the wrong place, is longer than an identifier.
		return invalid("%s has %d characters, want at most %d", what, len(id), maxIdentifier)
	case id == ".", id == "..":
		return invalid("%s %q is not an identifier", what, id)
	}
	for i := range len(id) {
		switch c := id[i]; {
		case c <= ' ', c >= 0x7f, c == '/', c == '\\', c == '%', c == '?', c == '#', c == ';':
			return invalid("%s %q has a character that no identifier has, at byte %d", what, id, i+1)
		}
	}
	return nil
}
