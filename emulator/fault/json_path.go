package fault

import (
	"maps"
	"slices"
	"strconv"
)

// atPath changes the values at a path of keys and indexes, in which * is all of them. What the change
// doesn't keep is removed. Only the last key may be new.
func atPath(value any, path []string, change func(any) (_ any, keep bool)) any {
	if len(path) == 0 {
		value, _ = change(value)
		return value
	}
	step, rest := path[0], path[1:]
	switch value := value.(type) {
	case map[string]any:
		for _, key := range stepKeys(value, step, len(rest) == 0) {
			if len(rest) > 0 {
				value[key] = atPath(value[key], rest, change)
			} else if changed, keep := change(value[key]); keep {
				value[key] = changed
			} else {
				delete(value, key)
			}
		}
	case []any:
		for i := range value {
			if step == "*" || step == strconv.Itoa(i) {
				value[i] = atPath(value[i], rest, change)
			}
		}
	}
	return value
}

func stepKeys(object map[string]any, step string, mayBeNew bool) []string {
	if step != "*" {
		if _, exists := object[step]; exists || mayBeNew {
			return []string{step}
		}
		return nil
	}
	return slices.Collect(maps.Keys(object))
}
