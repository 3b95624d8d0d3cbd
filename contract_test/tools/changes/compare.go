package main

import (
	"fmt"
	"io"
	"log/slog"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

// severity is what a change means to callers.
type severity int

const (
	compatible severity = iota // such as an addition
	doubtful
	breaking
)

func (s severity) String() string { return [...]string{"compatible", "doubtful", "BREAKING"}[s] }

// change is one difference that a caller may notice.
type change struct {
	ID       string // the rule, of oasdiff or of ours
	Method   string // empty, like the path, if it is a change of no operation
	Path     string
	Text     string
	severity severity
}

func (c change) String() string {
	return fmt.Sprintf("%s: %s%s (%s)", c.severity, place(c.Method, c.Path), c.Text, c.ID)
}

func place(method, path string) string {
	if path == "" {
		return ""
	}
	return method + " " + path + ": "
}

// compare finds the changes between two documents.
func compare(before, after []byte) ([]change, error) {
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil))) // oasdiff logs what it then returns
	first, err := load.NewSpecInfoFromData(openapi3.NewLoader(), before, "before", load.WithFlattenParams(), load.WithFlattenAllOf())
	if err != nil {
		return nil, fmt.Errorf("the earlier document: %w", err)
	}
	second, err := load.NewSpecInfoFromData(openapi3.NewLoader(), after, "after", load.WithFlattenParams(), load.WithFlattenAllOf())
	if err != nil {
		return nil, fmt.Errorf("the later document: %w", err)
	}
	if first.Spec.Paths.Len() == 0 || second.Spec.Paths.Len() == 0 {
		return nil, fmt.Errorf("a document has no paths, so that nothing can be compared")
	}
	differences, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), first, second)
	if err != nil {
		return nil, err
	}
	config := checker.NewConfig(checker.GetAllChecks(), checker.WithSeverityLevels(severities()))
	localizer := checker.NewDefaultLocalizer()
	changes := slices.Concat(serversGone(first.Spec, second.Spec), rangesGone(first.Spec, second.Spec))
	for _, c := range checker.CheckBackwardCompatibilityUntilLevel(config, differences, sources, checker.INFO) {
		changes = append(changes, change{
			ID: c.GetId(), Method: c.GetOperation(), Path: c.GetPath(), Text: c.GetUncolorizedText(localizer),
			severity: map[checker.Level]severity{checker.ERR: breaking, checker.WARN: doubtful}[c.GetLevel()],
		})
	}
	return changes, nil
}

// severities raise what oasdiff finds harmless and what breaks a program all the same. What has a name in the generated
// code takes it along when it goes: a value its constant, an operation its method, a schema its type, a property its
// field. And who counts on a declared failure, or on a hint when to try again, gets neither any more.
func severities() map[string]checker.Level {
	return map[string]checker.Level{
		checker.ResponsePropertyEnumValueRemovedId: checker.ERR,
		checker.APIOperationIdRemovedId:            checker.ERR,
		checker.APISchemasRemovedId:                checker.ERR,
		checker.ResponseOptionalPropertyRemovedId:  checker.ERR,
		checker.ResponsePropertyOneOfRemovedId:     checker.ERR,
		checker.ResponseNonSuccessStatusRemovedId:  checker.ERR,
		checker.OptionalResponseHeaderRemovedId:    checker.ERR,
	}
}
