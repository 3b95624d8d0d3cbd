package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/wrapper"
)

// library is one of eight large videos with names.
func library() []emulator.Option {
	options := []emulator.Option{emulator.WithFaults("media:*:rate=3MiB"), emulator.WithEncodeTime(0)}
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
	server, err := emulator.New(library()...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	baseURL, err := server.Start()
	require.NoError(t, err)
	const command = "streamdl export archive --name '{created} {name}'"
	args := []string{"export", "archive", "--name", "{created} {name}"}
	term := onTerminal(t, 100, streamdl(t.TempDir(), baseURL, args...))

	// One bar for the whole, and above it one for each file under way.
	lines := term.shows(t, `^(2026-01-\d\d \S.+  \[[=>-]+\] \d+ % of \d+\.\d MiB, \S+ MiB/s, \w+ left\n){3,4}`+
		`exporting  \[[=>-]+\] [1-9] of 9 files, \d+\.\d MiB, .+/s, \w+ left$`)
	keepPicture(t, "export", command, lines)

	term.press(t, ctrlC)
	code, lines := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	require.Len(t, lines, 1)
	assert.Regexp(t, "^streamdl: interrupted; .*; the same command goes on from there$", strings.Join(lines, " "))
}
