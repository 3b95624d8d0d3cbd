package mutants

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

// onDocument is a mutant of the document. The suite checks by the changed one.
func onDocument(name, test string, edits ...edit) mutant {
	return mutant{family: "document", name: name, test: test, try: func(ctx context.Context, s *suite, test string) (testRun, error) {
		text, err := documentAsJSON()
		if err != nil {
			return testRun{}, err
		}
		if text, err = changed(text, edits); err != nil {
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

var documentAsJSON = sync.OnceValues(func() ([]byte, error) {
	var doc any
	if err := yaml.Unmarshal(openapi.Document(), &doc); err != nil {
		return nil, err
	}
	return json.Marshal(doc)
})

func letters(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
		return r
	}
	return '_'
}
