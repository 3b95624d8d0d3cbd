package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

// library is one of eight large videos with names.
func library() []emulator.Option {
	options := []emulator.Option{emulator.WithFaults("media:*:rate=3MiB")}
	for i, name := range []string{
		"All hands, January", "All hands, February", "Launch event", "Factory tour", "Interview with the founders",
		"Safety training", "Product demo", "Conference, day one",
	} {
		uid := fmt.Sprintf("video%03d", i)
		created := time.Date(2026, time.January, i+1, 9, 0, 0, 0, time.UTC)
		options = append(options,
			emulator.WithLibrary(gen.Video{UID: uid, Created: &created, Meta: map[string]any{"name": name}, ReadyToStream: true, Duration: 600}),
			emulator.WithContent(uid, wrapper.Default, emulator.Synthetic(int64(i+2)*(7<<20), uint64(i))))
	}
	return options
}

func TestAnExportOnATerminal(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 0, library()...)
	const command = "streamdl export archive --name '{created} {name}'"
	args := []string{"export", "archive", "--name", "{created} {name}"}
	term := onTerminal(t, 100, streamdl(t.TempDir(), baseURL, args...))

	// One bar for the whole, and above it one for each file under way.
	lines := term.shows(t, `^(2026-01-\d\d \S.+  \[[=>-]+\] \d+ % of \d+\.\d MiB, \S+ [KM]iB/s, \w+ left\n){3,4}`+
		`exporting  \[[=>-]+\] [1-9] of 9 files, \d+\.\d MiB, .+/s, \w+ left$`)
	keepPicture(t, "export", command, lines)

	term.interrupt(t)
	code, lines := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	require.Len(t, lines, 1)
	assert.Regexp(t, "^streamdl: interrupted; .*; the same command goes on from there$", strings.Join(lines, " "))
}

// While there is nothing to fetch yet, the bar says what the export waits for, and how many files it does without.
func TestExportThatWaitsSaysSo(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 1000, emulator.WithVideo("slow"), emulator.WithEncodeTimes(func(video string, _ gen.DownloadType) time.Duration {
		if video == "slow" {
			return time.Hour
		}
		return 0
	}))
	folder := t.TempDir()
	require.NoError(t, streamdl(folder, baseURL, "export", "archive", clip).Run())
	term := onTerminal(t, 120, streamdl(folder, baseURL, "export", "archive", clip, "slow", "nosuchvideo"))
	term.shows(t, `exporting +\[=+>?-+\] 1 of 2 files, 1 being generated, \w+ left, 1 failed, 1 skipped$`)
	term.interrupt(t)
	code, lines := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	assert.Equal(t, []string{"streamdl: interrupted; incomplete: 0 done, 1 skipped, 1 failed; the same command goes on from there"}, lines)
}

// keepPicture writes what is on a terminal as an SVG into the folder that PICTURES names, if any.
func keepPicture(t *testing.T, name, command string, lines []string) {
	t.Helper()
	folder := os.Getenv("PICTURES")
	if folder == "" {
		return
	}
	lines = append([]string{"$ " + command}, lines...)
	longest := 0
	for _, text := range lines {
		longest = max(longest, utf8.RuneCountInString(text))
	}
	const margin, line, character = 16, 20, 8.4
	width, height := 2*margin+int(character*float64(longest)), 2*margin+line*len(lines)
	var svg strings.Builder
	_, _ = fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" role="img" aria-label="%s">
<rect width="100%%" height="100%%" rx="8" fill="#1c1e21"/>
<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" fill="#dddddd" style="white-space: pre">
`, width, height, html.EscapeString(command))
	for i, text := range lines {
		_, _ = fmt.Fprintf(&svg, `<text x="%d" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			margin, margin+line*i+14, character*float64(utf8.RuneCountInString(text)), html.EscapeString(text))
	}
	svg.WriteString("</g>\n</svg>\n")
	require.NoError(t, os.WriteFile(filepath.Join(folder, name+".svg"), []byte(svg.String()), 0o600))
}
