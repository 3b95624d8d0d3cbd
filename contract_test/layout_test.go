package contract_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

const module = "github.com/streamdl/streamdl-go"

// mayImport says which folders the code in a folder may import, besides those below it.
var mayImport = map[string][]string{
	"gen":         {},
	"openapi":     {},
	"internal":    {"gen", "openapi"},
	"wrapper":     {"internal", "gen"},
	"export":      {"wrapper", "internal", "gen"},
	"emulator":    {"internal", "gen", "openapi"},
	"conformance": {"internal", "gen", "openapi"},
	"cmd":         {"export", "wrapper", "emulator", "conformance", "internal", "gen", "openapi"},
}

// Imports go down only, from the command to the generated code. The emulator and the wrapper meet on the wire.
func TestImportsGoDownOnly(t *testing.T) {
	checked := 0
	for name, file := range sources(t) {
		folder, _, _ := strings.Cut(name, "/")
		allowed, isFolder := mayImport[folder]
		if !isFolder {
			require.Contains(t, []string{"generate.go", "tools.go", "contract_test", "bench"}, folder,
				"%s: say in mayImport of contract_test/layout_test.go what the folder %s may import", name, folder)
			continue
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			below, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			checked++
			target, _, _ := strings.Cut(below, "/")
			if target != folder && !slices.Contains(allowed, target) {
				t.Errorf("%s imports %s: imports go down only, cmd to export to wrapper to internal to gen: move what it needs to internal/", name, below)
			}
		}
	}
	require.NotZero(t, checked)
}

// The wrapper is small. What it brings along is counted in bench/counts_test.go.
func TestWrapperIsSmall(t *testing.T) {
	files := 0
	for name := range sources(t) {
		if path.Dir(name) == "wrapper" {
			files++
		}
	}
	require.LessOrEqual(t, files, 14, "wrapper/ has %d files: it is for what callers see, the rest belongs in internal/", files)
}

// Go code takes the properties of responses from the generated types. A name that is spelled by hand as well would not
// follow the document.
func TestPropertiesAreNotSpelledByHand(t *testing.T) {
	names := map[string]bool{} // that can be nothing else: those of several words
	for place := range shownByResponses(t).present {
		_, property, _ := strings.Cut(place, ".")
		names[property] = strings.ContainsFunc(property, func(r rune) bool { return unicode.IsUpper(r) || r == '_' })
	}
	require.True(t, names["percentComplete"])
	for name, file := range sources(t) {
		if folder, _, _ := strings.Cut(name, "/"); slices.Contains([]string{"gen", "emulator", "cmd", "contract_test", "bench"}, folder) {
			continue
		}
		ast.Inspect(file, func(node ast.Node) bool {
			literal, is := node.(*ast.BasicLit)
			if !is || literal.Kind != token.STRING {
				return true
			}
			text, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			if tag, isTag := strings.CutPrefix(text, `json:"`); isTag {
				text = strings.FieldsFunc(tag, func(r rune) bool { return r == ',' || r == '"' })[0]
			}
			if names[text] {
				t.Errorf("%s spells the property %q by hand: take it from the types of gen/", name, text)
			}
			return true
		})
	}
}

// sources are the files of the module but for its tests, by their paths from the root.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	require.NoError(t, filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || name != root && strings.HasPrefix(entry.Name(), ".")):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		relative, err := filepath.Rel(root, name)
		require.NoError(t, err)
		files[filepath.ToSlash(relative)], err = parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		return err
	}))
	return files
}
