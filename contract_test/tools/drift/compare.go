package main

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

var methods = []string{"get", "put", "post", "delete", "patch", "head", "options", "trace"}

// compare lists the differences between our operations and the same ones upstream, each in one line with its place.
func compare(ours, upstream []byte) ([]string, error) {
	mine, err := parse(ours)
	if err != nil {
		return nil, fmt.Errorf("our document: %w", err)
	}
	theirs, err := parse(upstream)
	if err != nil {
		return nil, err
	}
	var differences []string
	found := 0
	for _, path := range slices.Sorted(maps.Keys(mine.paths())) {
		place, exact := find(theirs, path)
		if place == "" {
			differences = append(differences, path+": upstream has no such path")
			continue
		}
		found++
		if !exact {
			differences = append(differences, fmt.Sprintf("%s: upstream writes %s", path, place))
		}
		changes, err := comparePath(mine, path, theirs, place)
		if err != nil {
			return nil, err
		}
		differences = append(differences, changes...)
	}
	if found == 0 {
		return nil, errors.New("none of our paths is there: is it the right document?")
	}
	shared, err := compareShared(mine, theirs)
	if err != nil {
		return nil, err
	}
	return append(shared, differences...), nil
}

var parameter = regexp.MustCompile(`\{[^}]*\}`)

// find looks for a path, as it is written or with other names of its parameters.
func find(doc document, path string) (found string, exact bool) {
	if _, exists := doc.paths()[path]; exists {
		return path, true
	}
	shape := parameter.ReplaceAllString(path, "{}")
	for _, candidate := range slices.Sorted(maps.Keys(doc.paths())) {
		if parameter.ReplaceAllString(candidate, "{}") == shape {
			return candidate, false
		}
	}
	return "", false
}

func comparePath(mine document, path string, theirs document, place string) ([]string, error) {
	myItem, _ := mine.paths()[path].(map[string]any)
	theirItem, _ := theirs.paths()[place].(map[string]any)
	var differences []string
	for _, method := range methods {
		_, declared := myItem[method]
		_, exists := theirItem[method]
		prefix := strings.ToUpper(method) + " " + path
		switch {
		case !declared && exists:
			differences = append(differences, prefix+": upstream has this operation, the document has not")
		case declared && !exists:
			differences = append(differences, prefix+": upstream has no such operation")
		case declared:
			mySide, err := (&normalizer{doc: mine}).operation(path, method)
			if err != nil {
				return nil, fmt.Errorf("our %s: %w", prefix, err)
			}
			theirSide, err := (&normalizer{doc: theirs}).operation(place, method)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", prefix, err)
			}
			differences = append(differences, diff(prefix+": ", "", mySide, theirSide)...)
		}
	}
	return differences, nil
}

// diff compares two values. What one side does not have at all is one difference, not one for each part of it.
func diff(prefix, pointer string, mine, theirs any) []string {
	myObject, first := mine.(map[string]any)
	theirObject, second := theirs.(map[string]any)
	myList, third := mine.([]any)
	theirList, fourth := theirs.([]any)
	switch {
	case first && second:
		return diffObjects(prefix, pointer, myObject, theirObject)
	case third && fourth && len(myList) == len(theirList):
		var differences []string
		for i := range myList {
			differences = append(differences, diff(prefix, fmt.Sprintf("%s/%d", pointer, i), myList[i], theirList[i])...)
		}
		return differences
	case reflect.DeepEqual(mine, theirs):
		return nil
	}
	return []string{fmt.Sprintf("%s%s: the document says %s, upstream %s", prefix, pointer, short(mine), short(theirs))}
}

func diffObjects(prefix, pointer string, mine, theirs map[string]any) []string {
	var differences []string
	all := maps.Clone(mine)
	maps.Copy(all, theirs)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		place := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
		myValue, has := mine[key]
		theirValue, have := theirs[key]
		switch {
		case has && have:
			differences = append(differences, diff(prefix, place, myValue, theirValue)...)
		case has:
			differences = append(differences, fmt.Sprintf("%s%s: only the document has it: %s", prefix, place, short(myValue)))
		default:
			differences = append(differences, fmt.Sprintf("%s%s: only upstream has it: %s", prefix, place, short(theirValue)))
		}
	}
	return differences
}

// short shows a value, or which keys it has.
func short(value any) string {
	switch value := value.(type) {
	case map[string]any:
		return "{" + strings.Join(slices.Sorted(maps.Keys(value)), ", ") + "}"
	case []any:
		return fmt.Sprintf("a list of %d", len(value))
	}
	return fmt.Sprint(value)
}
