package mutants

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
	read := func(root string) (original, text string, err error) {
		original = filepath.Join(root, file)
		source, err := os.ReadFile(original) //nolint:gosec // named by the catalogue
		if err == nil {
			text, err = change(string(source))
		}
		return original, text, err
	}
	applies := func(root string) error {
		_, _, err := read(root)
		return err
	}
	return mutant{family: "code", name: name, test: test, applies: applies, try: func(ctx context.Context, s *suite, test string) (testRun, error) {
		original, text, err := read(s.root)
		if err != nil {
			return testRun{}, err
		}
		folder, err := os.MkdirTemp(s.work, "code-")
		if err != nil {
			return testRun{}, err
		}
		defer os.RemoveAll(folder) //nolint:errcheck // a folder for temporary files
		changed := filepath.Join(folder, "changed.go")
		if err := os.WriteFile(changed, []byte(text), 0o600); err != nil {
			return testRun{}, err
		}
		overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
		if err != nil {
			return testRun{}, err
		}
		listing := filepath.Join(folder, "overlay.json")
		if err := os.WriteFile(listing, overlay, 0o600); err != nil {
			return testRun{}, err
		}
		binary := filepath.Join(folder, "suite")
		if err := s.build(ctx, binary, "-overlay", listing); err != nil {
			return testRun{}, err
		}
		return s.runTest(ctx, binary, test)
	}}
}

func unchangedCode() mutant {
	return mutant{family: "code", name: "unchanged", try: func(ctx context.Context, s *suite, test string) (testRun, error) {
		return s.runTest(ctx, s.binary, test)
	}}
}
