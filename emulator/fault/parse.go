package fault

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Parse reads a fault from a text of three parts, "operation:occurrence:effects":
//
//	listDownloads:2-3:status=503,retry-after=5
//	media:1:cut=50%
//	createDownload:*:reset=after
//
// The operation is one of those given, [Media], or * for every request.
//
// The occurrence says which of its requests are hit, counted from 1 since the fault was injected:
//
//	3      the third          2-4    the second to the fourth
//	2-     from the second    *      all
//	…/5    of those, the first and then every fifth
//
// The effects are separated by commas; each is a name or name=value. The order in which they are written
// doesn't matter. A value with a comma in it, or one that begins with a quote, is quoted as in Go:
// "…" or `…`. Durations are written as in Go (1m30s), sizes as bytes or with a unit (64KiB, 1MiB, 2GiB),
// amounts as a size or a percentage (50%) of the body. [Help] lists the effects.
func Parse(spec string, operations []Operation) (Fault, error) {
	fault, err := read(spec, operations)
	if err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", spec, err)
	}
	return fault, nil
}

func read(spec string, operations []Operation) (Fault, error) {
	parts := strings.SplitN(spec, ":", 3)
	if len(parts) != 3 {
		return Fault{}, errors.New("want operation:occurrence:effects, such as media:1:cut=50%")
	}
	fault := Fault{Operation: Operation(parts[0]), text: spec}
	if known := append(slices.Clone(operations), Media, Any); !slices.Contains(known, fault.Operation) {
		return Fault{}, fmt.Errorf("unknown operation %q, want one of %q", parts[0], known)
	}
	if err := fault.parseOccurrence(parts[1]); err != nil {
		return Fault{}, fmt.Errorf("occurrence %q: %w", parts[1], err)
	}
	var err error
	fault.Wrap, err = parseEffects(parts[2], fault.Operation)
	return fault, err
}

func (f *Fault) parseOccurrence(text string) (err error) {
	span, every, stepped := strings.Cut(text, "/")
	if stepped {
		if f.Every, err = parseCount(every); err != nil {
			return err
		}
	}
	if span == "*" {
		return nil
	}
	from, to, open := strings.Cut(span, "-")
	if f.From, err = parseCount(from); err != nil {
		return err
	}
	switch {
	case !open:
		f.To = f.From
	case to != "":
		f.To, err = parseCount(to)
	}
	if err == nil && f.To != 0 && f.To < f.From {
		err = errors.New("ends before it begins")
	}
	return err
}

// parseEffects reads the third part of a fault.
func parseEffects(text string, operation Operation) (func(http.Handler) http.Handler, error) {
	p := plan{operation: operation}
	for more := true; more; {
		var name, value string
		var err error
		if name, value, text, more, err = nextEffect(text); err != nil {
			return nil, err
		}
		effect, known := effectsByName()[name]
		if !known {
			return nil, fmt.Errorf("unknown effect %q", name)
		}
		if effect.value == "" && value != "" {
			return nil, fmt.Errorf("effect %s: takes no value", name)
		}
		if err := effect.add(&p, value); err != nil {
			return nil, fmt.Errorf("effect %s: %w", name, err)
		}
	}
	return p.handler()
}

// nextEffect splits the first effect off.
func nextEffect(text string) (name, value, rest string, more bool, err error) {
	text = strings.TrimLeft(text, " ")
	end := strings.IndexAny(text, "=,")
	if end < 0 || text[end] == ',' {
		name, rest, more = strings.Cut(text, ",")
		return strings.TrimSpace(name), "", rest, more, nil
	}
	name, text = text[:end], text[end+1:]
	if quoted, err := strconv.QuotedPrefix(text); err == nil && text[0] != '\'' {
		value, _ = strconv.Unquote(quoted) // can't fail on a quoted prefix
		rest = text[len(quoted):]
		if rest, more = strings.CutPrefix(rest, ","); !more && rest != "" {
			return "", "", "", false, fmt.Errorf("effect %s: %q follows the closing quote, want a comma", name, rest)
		}
		return name, value, rest, more, nil
	}
	if strings.HasPrefix(text, `"`) || strings.HasPrefix(text, "`") {
		return "", "", "", false, fmt.Errorf("effect %s: the quote of %s is not closed, or holds a bad escape", name, text)
	}
	value, rest, more = strings.Cut(text, ",")
	return name, strings.TrimSpace(value), rest, more, nil
}
