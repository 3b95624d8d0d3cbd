package mutants

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/document"
	"github.com/streamdl/streamdl-go/openapi"
)

// current is the document in the module. That it is valid is a test of its own.
var current = sync.OnceValue(func() *openapi3.T {
	doc, err := document.Load(openapi.Document())
	if err != nil {
		panic(err)
	}
	return doc
})

// onDocument is a mutant of the document. The suite checks by the changed one.
func onDocument(name, test string, edits ...edit) mutant {
	return mutant{family: "document", name: name, test: test, prepare: func(t *testing.T, s *suite) target {
		text, err := current().MarshalJSON()
		require.NoError(t, err)
		text, err = changed(text, edits)
		require.NoError(t, err)
		if _, err := document.Load(text); test != valid {
			require.NoError(t, err, "the document is not valid, so that any test would fail: name %s", valid)
		}
		file := filepath.Join(t.TempDir(), "document.json")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		return target{s.binary, []string{"STREAMDL_CONTRACT_DOCUMENT=" + file}}
	}}
}
