package export_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/wrapper"
)

// Whatever is lost of the manifest, the next run ends with every file, and leaves what is there as it is.
func TestDamagedManifestLosesNothing(t *testing.T) {
	l := emulate(t, emulator.WithVideos(4))
	l.complete(export.Options{})
	lines := l.manifest()
	whole := strings.Join(lines, "")
	require.Len(t, lines, 8)

	damaged := map[string]string{
		"no manifest":                     "",
		"cut in the middle of a line":     whole[:len(whole)-40],
		"cut in the middle":               whole[:len(whole)/2],
		"cut after the first byte":        whole[:1],
		"not ended by a line break":       strings.TrimSuffix(whole, "\n"),
		"an empty line":                   "\n" + whole,
		"a long line of something else":   strings.Repeat("x", 1<<17) + "\n" + whole,
		"every line twice":                whole + whole,
		"in another order":                reversed(lines),
		"with the line breaks of Windows": strings.ReplaceAll(whole, "\n", "\r\n"),
	}
	for i := range lines {
		for name, line := range map[string]string{
			"missing":          "",
			"zeros":            strings.Repeat("\x00", len(lines[i])-1) + "\n",
			"half":             lines[i][:len(lines[i])/2] + "\n",
			"run into another": strings.TrimSuffix(lines[i], "\n"),
			"another type":     strings.Replace(lines[i], `"bytes":`, `"bytes":"many","x":`, 1),
			"another folder":   strings.Replace(lines[i], `"path":"`, `"path":"../`, 1),
			"another checksum": strings.Replace(lines[i], `"sha256":"`, `"sha256":"zz`, 1),
		} {
			damaged[fmt.Sprintf("line %d: %s", i+1, name)] = strings.Join(slices.Replace(slices.Clone(lines), i, i+1, line), "")
		}
	}
	contents := map[string][]byte{}
	for _, name := range l.files() {
		contents[name] = l.read(name)
	}
	for name, manifest := range damaged {
		t.Run(name, func(t *testing.T) {
			l.write(export.ManifestName, []byte(manifest))
			summary := l.complete(export.Options{})
			assert.Equal(t, 4, summary.Done+summary.Skipped)
			for name, content := range contents {
				assert.True(t, bytes.Equal(content, l.read(name)), name)
			}
			assert.Len(t, l.files(), 4)
			if name == "a long line of something else" {
				i := slices.IndexFunc(l.events, func(e export.Event) bool { return e.Kind == export.Warning })
				require.GreaterOrEqual(t, i, 0)
				require.EqualError(t, l.events[i].Err, "line 1 of streamdl-export.jsonl can't be read, and is left out")
			}

			fetches := l.count(emulator.Media)
			assert.Equal(t, 4, l.complete(export.Options{}).Skipped, "it is mended")
			assert.Equal(t, fetches, l.count(emulator.Media))
		})
	}
}

func reversed(lines []string) string {
	lines = slices.Clone(lines)
	slices.Reverse(lines)
	return strings.Join(lines, "")
}

// What happened to a file after it was exported.
func TestFileIsFetchedAgain(t *testing.T) {
	const name = emulator.DefaultVideo + ".mp4"
	for _, test := range []struct {
		name   string
		happen func(path string, content []byte) error
		verify bool
		again  bool
	}{
		{"nothing", func(string, []byte) error { return nil }, true, false},
		{"removed", func(path string, _ []byte) error { return os.Remove(path) }, false, true},
		{"shortened", func(path string, content []byte) error { return os.Truncate(path, int64(len(content)/2)) }, false, true},
		{"lengthened", func(path string, content []byte) error { return os.WriteFile(path, append(content, 0), 0o600) }, false, true},
		{"altered, and not verified", flip, false, false},
		{"altered, and verified", flip, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := emulate(t, emulator.WithVideos(3))
			l.complete(export.Options{})
			content := l.read(name)
			require.NoError(t, test.happen(filepath.Join(l.dir, name), bytes.Clone(content)))
			before := l.count(emulator.Media)

			summary := l.complete(export.Options{Verify: test.verify})
			assert.Equal(t, test.again, l.count(emulator.Media) > before)
			assert.Equal(t, test.again, summary.Done == 1)
			assert.Equal(t, 3, summary.Done+summary.Skipped)
			if test.again {
				assert.True(t, bytes.Equal(content, l.read(name)))
			}
		})
	}
}

func flip(path string, content []byte) error {
	content[len(content)/2] ^= 1
	return os.WriteFile(path, content, 0o600)
}

func TestFileOfAnotherProgramIsNotReplaced(t *testing.T) {
	for name, test := range map[string]struct {
		put   func(path string, whole []byte) error
		error string
	}{
		"empty":    {func(path string, _ []byte) error { return os.WriteFile(path, nil, 0o600) }, "move it away"},
		"another":  {func(path string, _ []byte) error { return os.WriteFile(path, []byte("a diary"), 0o600) }, "move it away"},
		"longer":   {func(path string, whole []byte) error { return os.WriteFile(path, append(whole, 0), 0o600) }, "move it away"},
		"a folder": {func(path string, _ []byte) error { return os.Mkdir(path, 0o700) }, "it is a folder: move it away"},
	} {
		t.Run(name, func(t *testing.T) {
			l := emulate(t, emulator.WithVideos(3))
			l.complete(export.Options{})
			path := filepath.Join(l.dir, emulator.DefaultVideo+".mp4")
			whole, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.RemoveAll(l.dir))
			require.NoError(t, os.Mkdir(l.dir, 0o700))
			require.NoError(t, test.put(path, whole))
			before, beforeErr := os.ReadFile(path)

			summary, err := l.run(export.Options{})
			require.ErrorIs(t, err, export.ErrIncomplete)
			require.Len(t, summary.Failures, 1)
			assert.Contains(t, summary.Failures[0].Error, test.error)
			after, afterErr := os.ReadFile(path)
			assert.Equal(t, before, after)
			assert.Equal(t, beforeErr, afterErr)
			assert.Equal(t, 2, summary.Done)
		})
	}
}

func TestManifestOfSomebodyElseIsNotWritten(t *testing.T) {
	l := emulate(t, emulator.WithVideos(1))
	l.write("theirs", []byte("theirs\n"))
	require.NoError(t, os.Symlink(filepath.Join(l.dir, "theirs"), filepath.Join(l.dir, export.ManifestName)))
	_, err := l.run(export.Options{})
	require.ErrorIs(t, err, wrapper.ErrLocal)
	assert.Equal(t, "theirs\n", string(l.read("theirs")))
	assert.Zero(t, l.count(emulator.ListVideos))
}
