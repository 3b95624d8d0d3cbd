package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The edits find their place by a JSON pointer. One that is not there does not apply.

func remove(pointer string) edit {
	return at(pointer, func(container any, key string) (any, error) {
		switch container := container.(type) {
		case map[string]any:
			delete(container, key)
			return container, nil
		case []any:
			i, _ := strconv.Atoi(key)
			return slices.Delete(container, i, i+1), nil
		}
		return nil, errors.New("not a container")
	})
}

// set replaces a value by another, given as JSON.
func set(pointer, value string) edit {
	return at(pointer, func(container any, key string) (any, error) { return put(container, key, value) })
}

// add puts a value, given as JSON, where there is none; at the end of a list for the key "-".
func add(pointer, value string) edit {
	parent, key := cut(pointer)
	return at(parent+"/*", func(container any, _ string) (any, error) {
		if object, isObject := container.(map[string]any); isObject {
			if _, exists := object[key]; exists {
				return nil, fmt.Errorf("%s is there already", pointer)
			}
		}
		return put(container, key, value)
	})
}

// rename gives a value another key.
func rename(pointer, name string) edit {
	return at(pointer, func(container any, key string) (any, error) {
		object, isObject := container.(map[string]any)
		if !isObject {
			return nil, errors.New("not an object")
		}
		object[name] = object[key]
		delete(object, key)
		return object, nil
	})
}

// swap exchanges two values of an object.
func swap(pointer, other string) edit {
	return at(pointer, func(container any, key string) (any, error) {
		object, isObject := container.(map[string]any)
		if _, exists := object[other]; !isObject || !exists {
			return nil, fmt.Errorf("no %s", other)
		}
		object[key], object[other] = object[other], object[key]
		return object, nil
	})
}

func put(container any, key, value string) (any, error) {
	var parsed any
	if err := json.Unmarshal([]byte(value), &parsed); err != nil {
		return nil, err
	}
	switch container := container.(type) {
	case map[string]any:
		container[key] = parsed
		return container, nil
	case []any:
		if key == "-" {
			return append(container, parsed), nil
		}
		i, err := strconv.Atoi(key)
		if err != nil || i >= len(container) {
			return nil, fmt.Errorf("no element %s", key)
		}
		container[i] = parsed
		return container, nil
	}
	return nil, errors.New("not a container")
}

// at descends to the container of what a pointer names, and replaces the container by what change makes of it. The
// last segment "*" names nothing in particular.
func at(pointer string, change func(container any, key string) (any, error)) edit {
	return func(root any) (any, error) { return descend(root, strings.Split(pointer, "/")[1:], change) }
}

func descend(value any, path []string, change func(any, string) (any, error)) (any, error) {
	key := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
	child, exists := childOf(value, key)
	if !exists && path[0] != "*" {
		return nil, fmt.Errorf("there is no %q", key)
	}
	if len(path) == 1 {
		return change(value, key)
	}
	replaced, err := descend(child, path[1:], change)
	if err != nil {
		return nil, err
	}
	switch value := value.(type) {
	case map[string]any:
		value[key] = replaced
	case []any:
		i, _ := strconv.Atoi(key)
		value[i] = replaced
	}
	return value, nil
}

func childOf(value any, key string) (any, bool) {
	switch value := value.(type) {
	case map[string]any:
		child, exists := value[key]
		return child, exists
	case []any:
		i, err := strconv.Atoi(key)
		if err != nil || i < 0 || i >= len(value) {
			return nil, false
		}
		return value[i], true
	}
	return nil, false
}

func cut(pointer string) (parent, key string) {
	i := strings.LastIndex(pointer, "/")
	return pointer[:i], pointer[i+1:]
}
