package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestInterruptedFetchLeavesAResumableFile(t *testing.T) {
	const size = 4 << 20
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			target := filepath.Join(folder, "clip.mp4")
			server, baseURL := emulate(t, size, emulator.WithFaults("media:*:rate=2MiB"))

			cmd := streamdl(folder, baseURL, "fetch", clip)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			require.NoError(t, cmd.Start())
			require.Eventually(t, func() bool {
				state, err := os.Stat(target + ".part.json")
				return err == nil && state.Size() > 0
			}, 10*time.Second, 5*time.Millisecond, "no part arrives")
			require.NoError(t, cmd.Process.Signal(signal))

			assert.Equal(t, exitInterrupted, codeOf(t, cmd.Wait()))
			assert.Empty(t, stdout.String())
			assert.Equal(t, "streamdl: clip: interrupted; what was fetched is in clip.mp4.part: the same command goes on from there\n",
				stderr.String())
			assert.NoFileExists(t, target)

			server.ClearFaults()
			cmd = streamdl(folder, baseURL, "fetch", clip, "--json")
			output, err := cmd.Output()
			require.NoError(t, err)
			var result fetched
			require.NoError(t, json.Unmarshal(output, &result))
			want := sumOf(t, emulator.Synthetic(size, 1))
			assert.Equal(t, want, result.SHA256)
			assert.Equal(t, want, sumOfFile(t, target))
			assert.Positive(t, result.ResumedBytes)
		})
	}
}

func TestAnInterruptedWaitSaysHowToGoOn(t *testing.T) {
	t.Parallel()
	server, baseURL := emulate(t, 1000, emulator.WithEncodeTime(time.Hour))
	require.NoError(t, streamdl(t.TempDir(), baseURL, "create", clip).Run())
	cmd := streamdl(t.TempDir(), baseURL, "wait", clip, "--json")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool { return len(server.Requests(emulator.ListDownloads)) > 0 }, 10*time.Second, 5*time.Millisecond)
	time.Sleep(100 * time.Millisecond) // for the response to be read
	require.NoError(t, cmd.Process.Signal(os.Interrupt))

	assert.Equal(t, exitInterrupted, codeOf(t, cmd.Wait()))
	const want = "clip: interrupted at inprogress, 0 %; it is still being generated: run the same command again"
	assert.Equal(t, "streamdl: "+want+"\n", stderr.String())
	var reported map[string]failure
	require.NoError(t, json.Unmarshal(stdout.Bytes(), &reported))
	assert.Equal(t, want, reported["error"].Message)
}

func TestACommandThatDoesNotEndIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		ended := make(chan struct{})
		start := time.Now()
		go func() {
			time.Sleep(time.Minute)
			cancel(errInterrupted)
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

// mainStubborn is a command that would never end by itself.
func mainStubborn() {
	ctx, stop := interruptible(context.Background())
	defer stop()
	fmt.Println("ready")
	<-ctx.Done()
	fmt.Println(context.Cause(ctx))
	time.Sleep(time.Hour)
}

func TestSecondInterruptEndsAtOnce(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "stubborn")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	for _, line := range []string{"ready", "interrupted"} {
		var got string
		_, err := fmt.Fscanln(stdout, &got)
		require.NoError(t, err)
		require.Equal(t, line, got)
		require.NoError(t, cmd.Process.Signal(os.Interrupt))
	}
	assert.Equal(t, exitInterrupted, codeOf(t, cmd.Wait()))
}
