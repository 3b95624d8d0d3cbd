package contract_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = ".." // of the module

// What is in gen/ is what the generator makes of the document, byte for byte, and nothing else is there.
func TestGeneratedCodeIsCurrent(t *testing.T) {
	t.Parallel()
	seeInputs(t)
	lines := generateLines(t)
	var generated []string
	for _, line := range lines {
		config := regexp.MustCompile(`-config (\S+)`).FindStringSubmatch(line)
		if config == nil {
			continue // the validation, which is a test of its own
		}
		output, copied := outputOf(t, config[1])
		generated = append(generated, output)
		t.Run(output, func(t *testing.T) {
			args := strings.Fields(strings.Replace(line, config[1], copied, 1))
			command := exec.CommandContext(t.Context(), args[0], args[1:]...) //nolint:gosec // from generate.go
			command.Dir = root
			var message bytes.Buffer
			command.Stderr = &message
			want, err := command.Output()
			require.NoError(t, err, "%s", &message)
			got, err := os.ReadFile(filepath.Join(root, output)) //nolint:gosec // named by the configuration
			require.NoError(t, err)
			require.True(t, bytes.Equal(want, got), "%s is not what the document says: run go generate ./...", output)
		})
	}
	require.NotEmpty(t, generated)
	require.NoError(t, filepath.WalkDir(filepath.Join(root, "gen"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
			return err
		}
		name, err := filepath.Rel(root, path)
		require.NoError(t, err)
		require.Contains(t, generated, filepath.ToSlash(name), "no configuration generates it")
		return nil
	}))
}

// seeInputs looks at what the generator reads, in a process of its own: go test takes a result from its cache as long as
// the files and folders that the test itself looked at are the same, those in a folder included.
func seeInputs(t *testing.T) {
	t.Helper()
	for _, name := range []string{"go.mod", "go.sum"} { // the version of the generator
		_, err := os.Stat(filepath.Join(root, name))
		require.NoError(t, err)
	}
	require.NoError(t, filepath.WalkDir(filepath.Join(root, "openapi"), func(_ string, _ os.DirEntry, err error) error { return err }))
}

func generateLines(t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, "generate.go"))
	require.NoError(t, err)
	var lines []string
	for line := range strings.SplitSeq(string(source), "\n") {
		if command, is := strings.CutPrefix(line, "//go:generate "); is {
			lines = append(lines, command)
		}
	}
	return lines
}

var outputLine = regexp.MustCompile(`(?m)^output: (\S+)$`)

// outputOf returns where a configuration writes to, and a copy of it that writes to the standard output: the flag for that
// counts less than the configuration.
func outputOf(t *testing.T, config string) (output, copied string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, config)) //nolint:gosec // named by generate.go
	require.NoError(t, err)
	found := outputLine.FindSubmatch(text)
	require.NotNil(t, found, "%s names no output", config)
	copied = filepath.Join(t.TempDir(), "config.yaml")
	require.NoError(t, os.WriteFile(copied, outputLine.ReplaceAll(text, nil), 0o600))
	return string(found[1]), copied
}
