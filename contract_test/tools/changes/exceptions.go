package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// The exceptions that stand: from what breaks callers, and from the differences to upstream.
var (
	//go:embed breaking.json
	acceptedBreaking []byte
	//go:embed drift.json
	acceptedDrift []byte
)

// exception is a change that somebody decided to accept.
type exception struct {
	ID, Method, Path, Text string
	Reason                 string
}

func readExceptions(text []byte) ([]exception, error) {
	var all []exception
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("the exceptions: %w", err)
	}
	for _, e := range all {
		if e.Reason == "" {
			return nil, fmt.Errorf("the exception %s %s %s has no reason", e.Method, e.Path, e.ID)
		}
	}
	return all, nil
}

func (e exception) covers(c change) bool {
	return e.ID == c.ID && e.Method == c.Method && e.Path == c.Path && e.Text == c.Text
}

// review fails with each change of a severity, or a greater one, that is not reviewed, and with each exception for a
// change that is not made.
func review(changes []change, from severity, reviewed []exception) error {
	var errs []error
	changes = slices.DeleteFunc(slices.Clone(changes), func(c change) bool { return c.severity < from })
	for _, c := range changes {
		if !slices.ContainsFunc(reviewed, func(e exception) bool { return e.covers(c) }) {
			errs = append(errs, fmt.Errorf("not reviewed: %s", c))
		}
	}
	for _, e := range reviewed {
		if !slices.ContainsFunc(changes, e.covers) {
			errs = append(errs, fmt.Errorf("stale exception, no such change is made any more: %s%s (%s)", place(e.Method, e.Path), e.Text, e.ID))
		}
	}
	return errors.Join(errs...)
}
