package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// terminal is a command on a terminal of its own, which is its controlling one.
type terminal struct {
	*exec.Cmd
	keyboard *os.File
	screen   screen
	read     chan struct{}
}

// screen is what a terminal was sent, and what a person sees of it.
type screen struct {
	mu   sync.Mutex
	sent bytes.Buffer
	seen vt10x.Terminal
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent.Write(p)
	return s.seen.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.String()
}

// lines are those that are not empty, without the spaces at their ends.
func (s *screen) lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for line := range strings.Lines(s.seen.String()) {
		if line = strings.TrimRight(line, " \n"); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func onTerminal(t *testing.T, columns int, cmd *exec.Cmd) *terminal {
	t.Helper()
	const rows = 24
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: uint16(columns)})
	require.NoError(t, err)
	term := &terminal{Cmd: cmd, keyboard: file, read: make(chan struct{})}
	term.screen.seen = vt10x.New(vt10x.WithSize(columns, rows))
	t.Cleanup(func() { _ = file.Close() })
	go func() {
		defer close(term.read)
		_, _ = io.Copy(&term.screen, file) // fails when the command has ended
	}()
	return term
}

// end waits for the command and returns its exit code and what is on the screen then.
func (c *terminal) end(t *testing.T) (code int, lines []string) {
	t.Helper()
	code = codeOf(t, c.Wait())
	<-c.read
	return code, c.screen.lines()
}

// shows waits until the screen matches, and returns its lines.
func (c *terminal) shows(t *testing.T, pattern string) (lines []string) {
	t.Helper()
	require.EventuallyWithT(t, func(t *assert.CollectT) {
		lines = c.screen.lines()
		assert.Regexp(t, pattern, strings.Join(lines, "\n"))
	}, 20*time.Second, 10*time.Millisecond)
	return lines
}

// interrupt types Ctrl-C, which the terminal echoes.
func (c *terminal) interrupt(t *testing.T) {
	t.Helper()
	_, err := c.keyboard.WriteString("\x03")
	require.NoError(t, err)
}
