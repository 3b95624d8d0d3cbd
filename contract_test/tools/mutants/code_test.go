package mutants

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// onCode is a mutant of a source file: a text that is there exactly once is replaced by another.
func onCode(name, file, old, replacement, test string) mutant {
	return onSource(name, file, func(source string) (string, error) {
		if n := strings.Count(source, old); n != 1 {
			return "", fmt.Errorf("does not apply: %s has %q %d times", file, old, n)
		}
		return strings.Replace(source, old, replacement, 1), nil
	}, test)
}

// onSource is a mutant of a source file. The suite is compiled with the changed file in place of the original, which
// stays as it is.
func onSource(name, file string, change func(source string) (string, error), test string) mutant {
	source := func(root string) (original, text string, err error) {
		original = filepath.Join(root, file)
		before, err := os.ReadFile(original) //nolint:gosec // named by the catalogue
		if err == nil {
			text, err = change(string(before))
		}
		return original, text, err
	}
	return mutant{family: "code", name: name, test: test, source: source, prepare: func(t *testing.T, s *suite) target {
		original, text, err := source(s.root)
		require.NoError(t, err)
		folder := t.TempDir()
		changed, listing, binary := filepath.Join(folder, "changed.go"), filepath.Join(folder, "overlay.json"), filepath.Join(folder, "suite")
		require.NoError(t, os.WriteFile(changed, []byte(text), 0o600))
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(listing, overlay, 0o600))
		s.build(t, binary, "-overlay", listing)
		return target{binary: binary}
	}}
}
