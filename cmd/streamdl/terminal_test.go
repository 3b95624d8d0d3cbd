package main

import (
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestAFetchOnATerminal(t *testing.T) {
	t.Parallel()
	const size = 4 << 20
	folder := t.TempDir()
	server, baseURL := emulate(t, size, emulator.WithFaults("media:*:stall=50%"), emulator.WithEncodeTime(1200*time.Millisecond))

	// The first run is interrupted from the keyboard, in the middle of the transfer.
	term := onTerminal(t, 120, streamdl(folder, baseURL, "fetch", clip))
	term.shows(t, `^generating  \[=*>?-*\] inprogress, \d+ %$`)
	term.shows(t, `(?m)^generating  \[=+\] ready, 100 %\nfetching  \[=*>?-*\] [45]\d % of 4\.0 MiB`)
	term.interrupt(t)
	code, lines := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	require.Len(t, lines, 2)
	assert.Regexp(t, `^generating  \[=+\] ready, 100 %$`, lines[0])
	assert.Equal(t, "streamdl: clip: interrupted; what was fetched is in clip.mp4.part: the same command goes on from there", lines[1])

	// The second tells apart what was there and what it fetches.
	server.ClearFaults()
	require.NoError(t, server.Script("media:*:rate=1MiB"))
	term = onTerminal(t, 120, streamdl(folder, baseURL, "fetch", clip))
	term.shows(t, `^fetching  \[\++=*>?-*\] \d+ % of 4\.0 MiB, \d+\.\d [KM]iB/s, \d+s left, \d+\.\d [KM]iB resumed$`)
	code, lines = term.end(t)
	assert.Equal(t, exitDone, code)
	require.GreaterOrEqual(t, len(lines), 2)
	assert.Regexp(t, `^fetching  \[\++=+\] 100 % of 4\.0 MiB`, lines[0])
	assert.Regexp(t, `^clip\.mp4: 4\.0 MiB`, lines[1])
	assert.Equal(t, sumOf(t, emulator.Synthetic(size, 1)), sumOfFile(t, folder+"/clip.mp4"))
}

func TestAVideoThatIsNotReadyOnATerminal(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 1000, emulator.WithReadyAfter("draft", 1500*time.Millisecond))
	term := onTerminal(t, 100, streamdl(t.TempDir(), baseURL, "fetch", "draft"))
	term.shows(t, `^streamdl: the video is not ready to stream yet: waiting for it\nencoding  \[=*>?-*\] inprogress, \d+ %$`)
	code, lines := term.end(t)
	assert.Equal(t, exitDone, code)
	assert.Regexp(t, `^encoding  \[=+\] ready`, lines[1])
}

func TestANarrowTerminalShowsShareAndTimeLeft(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 4<<20, emulator.WithFaults("media:*:rate=2MiB"), emulator.WithEncodeTime(time.Second))
	term := onTerminal(t, 40, streamdl(t.TempDir(), baseURL, "fetch", clip))
	term.shows(t, `^generating  \[[=>-]{8,}\] inprogress, \d+ %$`)
	term.shows(t, `(?m)^fetching  \[[=>-]{8,}\] \d+ %, \ds left$`)
	code, _ := term.end(t)
	assert.Equal(t, exitDone, code)
	assert.NotContains(t, term.screen.String(), "…")
}

func TestAnInterruptedWaitLeavesOneLine(t *testing.T) {
	t.Parallel()
	server, baseURL := emulate(t, 1000, emulator.WithEncodeTime(time.Hour))
	term := onTerminal(t, 80, streamdl(t.TempDir(), baseURL, "fetch", clip))
	term.shows(t, `^generating `)
	term.interrupt(t)
	code, lines := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	assert.Equal(t, []string{
		"streamdl: clip: interrupted at inprogress, 0 %; it is still being generated: run", " the same command again",
	}, lines)

	// Nor is anything else left where no bar was shown yet.
	require.NoError(t, server.Script("listDownloads:*:hang=before"))
	term = onTerminal(t, 80, streamdl(t.TempDir(), baseURL, "list", clip))
	require.Eventually(t, func() bool { return len(server.Requests(emulator.ListDownloads)) > 2 }, 10*time.Second, 5*time.Millisecond)
	term.interrupt(t)
	_, lines = term.end(t)
	assert.Equal(t, []string{"streamdl: clip: interrupted"}, lines)
}

func TestAFailureLeavesNoEmptyBar(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 1000, emulator.WithFaults("media:*:status=410"))
	require.NoError(t, streamdl(t.TempDir(), baseURL, "create", clip).Run())
	_, lines := onTerminal(t, 200, streamdl(t.TempDir(), baseURL, "fetch", clip)).end(t)
	require.Len(t, lines, 1)
	assert.Regexp(t, "^streamdl: clip: ", lines[0])
}

func TestAPauseIsToldAboveTheBar(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 100_000, emulator.WithEncodeTime(1500*time.Millisecond), emulator.WithFaults("listDownloads:3:throttle,retry-after=1"))
	code, lines := onTerminal(t, 120, streamdl(t.TempDir(), baseURL, "fetch", clip)).end(t)
	assert.Equal(t, exitDone, code)
	require.Len(t, lines, 4)
	assert.Equal(t, "streamdl: 429, trying again in 1s", lines[0])
	assert.Regexp(t, "^generating ", lines[1])
}

func TestNoBarsWhereTheyWouldBeInTheWay(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 100_000)
	for name, change := range map[string]func(*exec.Cmd){
		"dumb terminal": func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, "TERM=dumb") },
		"json":          func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, "--json") },
		"debug":         func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, "--debug") },
		"quiet":         func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, "--quiet") },
		"stderr is no terminal": func(cmd *exec.Cmd) {
			cmd.Stderr = io.Discard
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := streamdl(t.TempDir(), baseURL, "fetch", clip)
			change(cmd)
			term := onTerminal(t, 120, cmd)
			code, _ := term.end(t)
			assert.Equal(t, exitDone, code)
			screen := term.screen.String()
			assert.NotContains(t, screen, "\x1b")
			assert.NotContains(t, screen, "fetching")
			assert.NotEmpty(t, screen)
		})
	}
}

func TestBytesOfAFileAreNotWrittenToATerminal(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 1000)
	term := onTerminal(t, 120, streamdl(t.TempDir(), baseURL, "fetch", clip, "-o", "-"))
	code, _ := term.end(t)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, term.screen.String(), "stdout is a terminal")
}

func TestAnInterruptedDemoLeavesNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	cmd := streamdl(folder, "", "demo")
	cmd.Env = append(cmd.Env, "TMPDIR="+folder)
	term := onTerminal(t, 120, cmd)
	term.shows(t, `(?m)^fetching  \[[=>-]+\] [1-9]`)
	term.interrupt(t)
	code, lines := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	assert.Regexp(t, "^streamdl: .*interrupted$", lines[len(lines)-1])
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, left)
}
