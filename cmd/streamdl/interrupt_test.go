package main

import (
	"bytes"
	"context"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestACommandThatDoesNotEndIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		start := time.Now()
		go func() {
			time.Sleep(time.Minute)
			cancel()
		}()
		err := untilInterrupted(ctx, func() error {
			<-ended
			return nil
		})
		assert.ErrorIs(t, err, errInterrupted)
		assert.Equal(t, time.Minute+interruptGrace, time.Since(start))
		close(ended)
	})
}

func TestSecondInterruptEndsAtOnce(t *testing.T) {
	t.Parallel()
	cmd := streamdl(t.TempDir(), "", "export", "archive", "--from", "-")
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	_, err = stdin.Write(bytes.Repeat([]byte("#\n"), 1<<17)) // more than a pipe holds: the command reads it, and waits for more
	require.NoError(t, err)

	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	require.Eventually(t, func() bool {
		_ = cmd.Process.Signal(os.Interrupt) // again and again, since two that come at the same time are one
		select {
		case <-ended:
			return true
		default:
			return false
		}
	}, interruptGrace, 50*time.Millisecond)
	assert.Equal(t, syscall.SIGINT, cmd.ProcessState.Sys().(syscall.WaitStatus).Signal())
}
