package main

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

// A command that is killed at any moment never leaves a wrong file under the final name, and the next run
// goes on where it was, but for 1 MiB at most on average. KILL_RUNS is how often it is killed.
func TestKilledFetchGoesOn(t *testing.T) {
	t.Parallel()
	kills := 10
	if text := os.Getenv("KILL_RUNS"); text != "" {
		var err error
		kills, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	seed := uint64(time.Now().UnixNano()) //nolint:gosec // any number will do
	t.Logf("seed %d", seed)
	for name, test := range map[string]killTest{
		"one stream":         {size: 8 << 20, rate: "16MiB"},
		"ranges in parallel": {size: 40 << 20, rate: "20MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			test.random = rand.New(rand.NewPCG(seed, uint64(test.size))) //nolint:gosec // not for secrets
			test.run(t, (kills+1)/2)
		})
	}
}

type killTest struct {
	size   int64
	rate   string // of each connection, so that little is on its way when the command is killed
	random *rand.Rand
}

// longest is a little more than a whole fetch takes.
const longest = 700 * time.Millisecond

func (k killTest) run(t *testing.T, kills int) {
	server, _ := emulate(t, k.size, emulator.WithFaults("media:*:rate="+k.rate))
	var sent atomic.Int64
	counted := httptest.NewUnstartedServer(counting(server.Handler(), &sent))
	counted.Config.ConnContext = withSmallBuffer
	counted.Start()
	t.Cleanup(counted.Close)
	baseURL := counted.URL + emulator.BasePath
	want := sumOf(t, emulator.Synthetic(k.size, 1))

	killed, files, again := 0, 0, int64(0)
	for killed < kills {
		folder := t.TempDir()
		target := filepath.Join(folder, "clip.mp4")
		sent.Store(0)
		for killed < kills {
			cmd := streamdl(folder, baseURL, "fetch", clip)
			require.NoError(t, cmd.Start())
			timer := time.AfterFunc(k.delay(), func() { _ = cmd.Process.Kill() })
			if err := cmd.Wait(); timer.Stop() {
				require.NoError(t, err)
			} else {
				killed++
			}
			if _, err := os.Stat(target); err == nil {
				break
			}
		}
		if _, err := os.Stat(target); err != nil {
			output, err := streamdl(folder, baseURL, "fetch", clip).CombinedOutput()
			require.NoError(t, err, "%s", output)
		}
		require.Equal(t, want, sumOfFile(t, target), "a wrong file under the final name")
		require.NoError(t, os.RemoveAll(folder))
		files++
		again += sent.Load() - k.size
	}
	t.Logf("%d kills, %d files, %d bytes fetched again for each kill", killed, files, again/int64(killed))
	assert.LessOrEqual(t, again/int64(killed), int64(1<<20), "bytes fetched again for each kill")
	assert.GreaterOrEqual(t, again, int64(0), "fewer bytes sent than there are")
}

// delay is when to kill: at any moment of a fetch.
func (k killTest) delay() time.Duration { return time.Duration(k.random.Int64N(int64(longest))) }

// withSmallBuffer keeps the system from taking much off the server that the command never sees.
func withSmallBuffer(ctx context.Context, conn net.Conn) context.Context {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(16 << 10)
	}
	return ctx
}

// counting counts the bytes of files.
func counting(next http.Handler, sent *atomic.Int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if filepath.Ext(r.URL.Path) == ".mp4" {
			w = &countingWriter{w, sent}
		}
		next.ServeHTTP(w, r)
	})
}

type countingWriter struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (w *countingWriter) Write(p []byte) (int, error) {
	n, err := w.ResponseWriter.Write(p)
	w.sent.Add(int64(n))
	return n, err
}

func (w *countingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
