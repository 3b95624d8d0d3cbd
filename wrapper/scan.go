package wrapper

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// maxDepth is far deeper than any reply, and shallow enough for the stack.
const maxDepth = 64

// scanEnvelope finds the parts of an envelope in one pass and without copying, and makes sure that the
// reply means one thing only: it is JSON, no object in it has a key twice, and nothing follows it.
// encoding/json would take the last of two keys, match them in any case, and need half of the time of a whole call.
func scanEnvelope(body []byte) (envelope, error) {
	var env envelope
	if !utf8.Valid(body) {
		return env, errors.New("not UTF-8")
	}
	s := scanner{data: body}
	s.space()
	if s.peek() != '{' {
		if err := s.value(0); err != nil {
			return env, err
		}
		return env, errors.New("not an object")
	}
	err := s.object(bytes.EqualFold, func(key []byte) error {
		start := s.pos
		if err := s.value(1); err != nil {
			return err
		}
		switch value := body[start:s.pos]; string(key) {
		case "success":
			env.success = value
		case "result":
			env.result = value
		}
		return nil
	})
	if err != nil {
		return env, err
	}
	if s.space(); s.pos != len(body) {
		return env, fmt.Errorf("data after the end, at byte %d", s.pos)
	}
	return env, nil
}

// envelope is what a reply consists of, as it came. A part that is missing is nil.
type envelope struct {
	success, result []byte
}

// errTruncated is the end of the data where a value should go on.
var errTruncated = errors.New("ends too early")

type scanner struct {
	data []byte
	pos  int
}

func (s *scanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

func (s *scanner) unexpected() error {
	if s.pos >= len(s.data) {
		return errTruncated
	}
	return fmt.Errorf("unexpected %q at byte %d", s.data[s.pos], s.pos)
}

func (s *scanner) value(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("nested deeper than %d", maxDepth)
	}
	switch c := s.peek(); {
	case c == '{':
		return s.object(bytes.Equal, func([]byte) error { return s.value(depth + 1) })
	case c == '[':
		return s.array(depth + 1)
	case c == '"':
		_, err := s.string()
		return err
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	case c == '-', c >= '0' && c <= '9':
		return s.number()
	}
	return s.unexpected()
}

// object scans an object, in which no two keys may be the same. At each value it calls member, which has to scan it.
func (s *scanner) object(same func(a, b []byte) bool, member func(key []byte) error) error {
	var known [8][]byte // enough for every object of the API
	keys := known[:0]
	for open := true; ; open = false {
		s.pos++ // the brace or the comma
		s.space()
		if open && s.peek() == '}' {
			s.pos++
			return nil
		}
		at := s.pos
		key, err := s.string()
		if err != nil {
			return err
		}
		if len(keys) == maxKeys {
			return fmt.Errorf("an object has more than %d keys", maxKeys)
		}
		for _, other := range keys {
			if same(key, other) {
				return fmt.Errorf("key %q twice, again at byte %d", key, at)
			}
		}
		keys = append(keys, key)
		if s.space(); s.peek() != ':' {
			return s.unexpected()
		}
		s.pos++
		s.space()
		if err := member(key); err != nil {
			return err
		}
		s.space()
		switch s.peek() {
		case ',':
		case '}':
			s.pos++
			return nil
		default:
			return s.unexpected()
		}
	}
}

// maxKeys bounds the comparison of each key with each other.
const maxKeys = 256

func (s *scanner) array(depth int) error {
	for open := true; ; open = false {
		s.pos++ // the bracket or the comma
		s.space()
		if open && s.peek() == ']' {
			s.pos++
			return nil
		}
		if err := s.value(depth); err != nil {
			return err
		}
		s.space()
		switch s.peek() {
		case ',':
		case ']':
			s.pos++
			return nil
		default:
			return s.unexpected()
		}
	}
}

// string scans a string and returns what stands between its quotes, unescaped.
func (s *scanner) string() ([]byte, error) {
	if s.peek() != '"' {
		return nil, s.unexpected()
	}
	start, escaped := s.pos, false
	for s.pos++; s.pos < len(s.data); s.pos++ {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			if !escaped {
				return s.data[start+1 : s.pos-1], nil
			}
			var text string
			err := json.Unmarshal(s.data[start:s.pos], &text)
			return []byte(text), err
		case c == '\\':
			escaped = true
			s.pos++
		case c < ' ':
			return nil, s.unexpected()
		}
	}
	return nil, errTruncated
}

func (s *scanner) literal(word string) error {
	rest := s.data[s.pos:]
	if len(rest) < len(word) && bytes.HasPrefix([]byte(word), rest) {
		s.pos = len(s.data)
		return errTruncated
	}
	if !bytes.HasPrefix(rest, []byte(word)) {
		return s.unexpected()
	}
	s.pos += len(word)
	return nil
}

func (s *scanner) number() error {
	if s.peek() == '-' {
		s.pos++
	}
	if s.peek() == '0' {
		s.pos++
	} else if !s.digits() {
		return s.unexpected()
	}
	if s.peek() == '.' {
		s.pos++
		if !s.digits() {
			return s.unexpected()
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		if !s.digits() {
			return s.unexpected()
		}
	}
	return nil
}

func (s *scanner) digits() bool {
	start := s.pos
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.pos++
	}
	return s.pos > start
}
