package main

import (
	"context"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
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
	server, baseURL := emulate(t, 4<<20)
	cmd := streamdl(t.TempDir(), baseURL, "fetch", clip, "-o", "-")
	_, err := cmd.StdoutPipe() // which nobody reads, so that the command hangs
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return len(server.Requests(emulator.Media)) > 0 }, 10*time.Second, 5*time.Millisecond)
	time.Sleep(100 * time.Millisecond) // for the pipe to be full

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
