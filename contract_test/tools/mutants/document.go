package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

// edit changes a value and says why it could not.
type edit func(root any) (any, error)

// onDocument is a mutant of the document. The suite checks by the changed one.
func onDocument(name, test string, edits ...edit) mutant {
	return mutant{family: "document", name: name, test: test, try: func(ctx context.Context, s *suite, test string) (testRun, error) {
		var doc any
		if err := yaml.Unmarshal(openapi.Document(), &doc); err != nil {
			return testRun{}, err
		}
		doc, err := changed(doc, len(edits) > 0, edits)
		if err != nil {
			return testRun{}, err
		}
		text, err := json.Marshal(doc)
		if err != nil {
			return testRun{}, err
		}
		if _, err := document.Load(text); err != nil && test != validTest { //nolint:contextcheck // it only computes
			return testRun{}, fmt.Errorf("the document is not valid, so that any test would fail: name %s", validTest)
		}
		file := filepath.Join(s.work, strings.Map(letters, name)+".json")
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return testRun{}, err
		}
		return s.runTest(ctx, s.binary, test, "STREAMDL_CONTRACT_DOCUMENT="+file)
	}}
}

// validTest is the one test that may be caught by a document that is not valid.
const validTest = "TestDocumentIsValidWithItsExamples"

func unchangedDocument() mutant { return onDocument("unchanged", "") }

// changed makes the edits, and makes sure that they changed something.
func changed(value any, must bool, edits []edit) (any, error) {
	before, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	for _, edit := range edits {
		if value, err = edit(value); err != nil {
			return nil, fmt.Errorf("does not apply: %w", err)
		}
	}
	after, err := json.Marshal(value)
	if err == nil && must && string(before) == string(after) {
		err = fmt.Errorf("does not apply: nothing changed")
	}
	return value, err
}

func letters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '_'
}
