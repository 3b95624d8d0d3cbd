package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/streamdl/streamdl-go/emulator"
)

// While there is nothing to fetch yet, the bar says what the export waits for.
func TestExportThatWaitsSaysSo(t *testing.T) {
	t.Parallel()
	_, baseURL := emulate(t, 1, emulator.WithVideos(5), emulator.WithEncodeTime(time.Hour))
	term := onTerminal(t, 100, streamdl(t.TempDir(), baseURL, "export", "archive"))
	term.shows(t, `exporting +\[-+\] 0 of 6 files, 6 being generated$`)
	term.press(t, ctrlC)
	code, lines := term.end(t)
	assert.Equal(t, exitInterrupted, code)
	assert.Equal(t, []string{"streamdl: interrupted; incomplete: 0 done, 0 skipped; the same command goes on from there"}, lines)
}
