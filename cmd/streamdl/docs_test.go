package main

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/ anew")

// TestDocs fails if the pages in docs/ are not what the commands give: make docs writes them anew.
func TestDocs(t *testing.T) {
	const docs = "../../docs"
	want := t.TempDir()
	if *update {
		for _, folder := range []string{"commands", "man"} {
			require.NoError(t, os.RemoveAll(filepath.Join(docs, folder)))
		}
		want = docs
	}
	writeDocs(t, want)
	for _, folder := range []string{"commands", "man"} {
		written, kept := read(t, filepath.Join(want, folder)), read(t, filepath.Join(docs, folder))
		assert.NotEmpty(t, written)
		for name := range kept {
			assert.Contains(t, written, name, "%s/%s is of no command: run make docs", folder, name)
		}
		for name, text := range written {
			assert.True(t, text == kept[name], "%s/%s is stale: run make docs", folder, name)
		}
	}
}

func writeDocs(t *testing.T, folder string) {
	t.Helper()
	for _, sub := range []string{"commands", "man"} {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, sub), 0o755))
	}
	root := newRoot(&app{stdout: &output{w: &bytes.Buffer{}}, stderr: &bytes.Buffer{}})
	root.DisableAutoGenTag = true
	prepare(root)
	require.NoError(t, doc.GenMarkdownTree(root, filepath.Join(folder, "commands")))
	header := &doc.GenManHeader{Section: "1", Source: "streamdl", Manual: "streamdl", Date: new(time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC))}
	require.NoError(t, doc.GenManTree(root, header, filepath.Join(folder, "man")))
}

// prepare makes Markdown of the texts for the terminal: what is indented there is set as it stands.
func prepare(cmd *cobra.Command) {
	var text strings.Builder
	last := ""
	for line := range strings.Lines(cmd.Long) {
		if strings.HasPrefix(line, "  ") {
			if last != "\n" && !strings.HasPrefix(last, "  ") {
				text.WriteString("\n")
			}
			text.WriteString("  ")
		}
		text.WriteString(line)
		last = line
	}
	cmd.Long = text.String()
	for _, sub := range cmd.Commands() {
		prepare(sub)
	}
}

// read returns the texts of the files in a folder.
func read(t *testing.T, folder string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	entries, err := fs.ReadDir(os.DirFS(folder), ".")
	require.NoError(t, err)
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		require.NoError(t, err)
		texts[entry.Name()] = string(text)
	}
	return texts
}
