package mutants

import (
	"fmt"
	"path"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"
)

// edit is a JSON patch (RFC 6902). One of a place that is not there does not apply.
type edit string

func operation(format string, args ...any) edit {
	return edit(fmt.Sprintf(format, args...))
}

func remove(pointer string) edit { return operation(`{"op":"remove","path":%q}`, pointer) }

// set replaces a value by another, given as JSON.
func set(pointer, value string) edit {
	return operation(`{"op":"replace","path":%q,"value":%s}`, pointer, value)
}

// add puts a value, given as JSON, where there is none; at the end of a list for the key "-".
func add(pointer, value string) edit {
	return operation(`{"op":"add","path":%q,"value":%s}`, pointer, value)
}

// rename gives a value another key.
func rename(pointer, name string) edit {
	return move(pointer, path.Dir(pointer)+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name))
}

// swap exchanges two values of an object.
func swap(pointer, other string) edit {
	second, between := path.Dir(pointer)+"/"+other, path.Dir(pointer)+"/between"
	return move(pointer, between) + "," + move(second, pointer) + "," + move(between, second)
}

func move(from, to string) edit { return operation(`{"op":"move","from":%q,"path":%q}`, from, to) }

// changed applies edits, and fails if they change nothing.
func changed(text []byte, edits []edit) ([]byte, error) {
	after := text
	for _, e := range edits {
		patch, err := jsonpatch.DecodePatch([]byte("[" + e + "]"))
		if err != nil {
			return nil, err
		}
		if after, err = patch.Apply(after); err != nil {
			return nil, fmt.Errorf("does not apply: %w", err)
		}
	}
	if len(edits) > 0 && jsonpatch.Equal(text, after) {
		return nil, fmt.Errorf("does not apply: %s changes nothing", edits)
	}
	return after, nil
}
