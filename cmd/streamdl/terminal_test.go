package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

// terminal is a command on a terminal of its own, which is its controlling one.
type terminal struct {
	*exec.Cmd
	keyboard *os.File
	screen   screen
	read     chan struct{}
}

type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func onTerminal(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 120})
	require.NoError(t, err)
	term := &terminal{Cmd: cmd, keyboard: file, read: make(chan struct{})}
	t.Cleanup(func() { _ = file.Close() })
	go func() {
		defer close(term.read)
		_, _ = io.Copy(&term.screen, file) // fails when the command has ended
	}()
	return term
}

// end waits for the command and returns its exit code and all that was on the screen.
func (c *terminal) end(t *testing.T) (code int, screen string) {
	t.Helper()
	code = codeOf(t, c.Wait())
	<-c.read
	return code, c.screen.String()
}

func TestBarsOnATerminal(t *testing.T) {
	t.Parallel()
	const size = 4 << 20
	folder := t.TempDir()
	server, baseURL := emulate(t, size, emulator.WithFaults("media:*:stall=50%"), emulator.WithEncodeTime(1200*time.Millisecond))

	// The first run is interrupted from the keyboard, in the middle of the transfer.
	term := onTerminal(t, streamdl(folder, baseURL, "fetch", clip))
	half := regexp.MustCompile(`[45]\d % of`)
	require.Eventually(t, func() bool { return half.MatchString(term.screen.String()) }, 20*time.Second, 10*time.Millisecond)
	_, err := term.keyboard.Write([]byte{3}) // Ctrl-C
	require.NoError(t, err)
	code, screen := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	assert.Regexp(t, `generating  \[=*>?-*\] inprogress, \d+ %`, screen)
	assert.Regexp(t, `generating  \[=+\] ready, 100 %`, screen)
	assert.Regexp(t, `fetching  \[=*>?-*\] \d+ % of 4\.0 MiB`, screen)
	assert.Contains(t, screen, "streamdl: clip: interrupted; what was fetched is in clip.mp4.part: the same command goes on from there")
	assert.NotContains(t, screen, "goroutine")

	// The second tells what was there from what it fetches.
	server.ClearFaults()
	require.NoError(t, server.Script("media:*:rate=1MiB"))
	code, screen = onTerminal(t, streamdl(folder, baseURL, "fetch", clip)).end(t)
	assert.Equal(t, exitDone, code)
	assert.Regexp(t, `fetching  \[\++=*>?-*\] \d+ % of 4\.0 MiB, \d+\.\d [KM]iB/s, \d+s left, \d+\.\d [KM]iB resumed`, screen)
	assert.Regexp(t, `fetching  \[\++=+\] 100 % of 4\.0 MiB`, screen)
	assert.Contains(t, screen, "clip.mp4: 4.0 MiB")
	assert.Equal(t, sumOf(t, emulator.Synthetic(size, 1)), sumOfFile(t, filepath.Join(folder, "clip.mp4")))
}

func TestAPauseIsToldAboveTheBar(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 100_000, emulator.WithEncodeTime(3*time.Second), emulator.WithFaults("listDownloads:3:throttle,retry-after=3"))
	code, screen := onTerminal(t, streamdl(t.TempDir(), baseURL, "fetch", clip)).end(t)
	assert.Equal(t, exitDone, code)
	const told = "streamdl: the service asks to wait 3s"
	before, after, found := strings.Cut(screen, told)
	require.True(t, found, screen)
	assert.True(t, strings.HasSuffix(before, "\x1b[1A\x1b[J"), "in place of the bar, which is drawn anew: %q", before)
	assert.Regexp(t, `^\r?\ngenerating `, after)
}

func TestNoBarsWhereTheyWouldBeInTheWay(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 100_000)
	for name, change := range map[string]func(*exec.Cmd){
		"dumb terminal": func(cmd *exec.Cmd) { cmd.Env = append(cmd.Env, "TERM=dumb") },
		"json":          func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, "--json") },
		"debug":         func(cmd *exec.Cmd) { cmd.Args = append(cmd.Args, "--debug") },
		"stderr is no terminal": func(cmd *exec.Cmd) {
			cmd.Stderr = io.Discard
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := streamdl(t.TempDir(), baseURL, "fetch", clip)
			change(cmd)
			code, screen := onTerminal(t, cmd).end(t)
			assert.Equal(t, exitDone, code)
			assert.NotContains(t, screen, "\x1b")
			assert.NotContains(t, screen, "fetching")
			assert.NotEmpty(t, screen)
		})
	}
}

func TestBytesOfAFileAreNotWrittenToATerminal(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 1000)
	code, screen := onTerminal(t, streamdl(t.TempDir(), baseURL, "fetch", clip, "-o", "-")).end(t)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, screen, "stdout is a terminal")
}
