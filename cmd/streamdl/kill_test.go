package main

import (
	"cmp"
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/gen"
)

// A command that is killed at any moment never leaves a wrong file under the final name, and the next run
// goes on where it was, but for 1 MiB at most on average. KILL_RUNS is how often it is killed.
func TestKilledFetchGoesOn(t *testing.T) {
	t.Parallel()
	kills := countOf(t, "KILL_RUNS", "10")
	for name, test := range map[string]struct {
		size int64
		rate string // of each connection, so that little is on its way when the command is killed
	}{
		"one stream":         {8 << 20, "16MiB"},
		"ranges in parallel": {40 << 20, "20MiB"},
	} {
		t.Run(name, func(t *testing.T) { killFetches(t, test.size, test.rate, (kills+1)/2) })
	}
}

func killFetches(t *testing.T, size int64, rate string, kills int) {
	const longest = 700 * time.Millisecond // a little more than a whole fetch takes
	random := newRandom(t)
	server, _ := emulate(t, size, emulator.WithFaults("media:*:rate="+rate))
	var sent atomic.Int64
	counted := httptest.NewUnstartedServer(counting(server.Handler(), &sent))
	counted.Config.ConnContext = withSmallBuffer
	counted.Start()
	t.Cleanup(counted.Close)
	baseURL := counted.URL + emulator.BasePath
	want := sumOf(t, emulator.Synthetic(size, 1))

	killed, files, again := 0, 0, int64(0)
	for killed < kills {
		folder := t.TempDir()
		target := filepath.Join(folder, "clip.mp4")
		sent.Store(0)
		for exists := false; !exists; {
			cmd := streamdl(folder, baseURL, "fetch", clip)
			if killed == kills {
				require.NoError(t, cmd.Run())
			} else if isKilled(t, cmd, random, longest) {
				killed++
			}
			_, err := os.Stat(target)
			exists = err == nil
		}
		require.Equal(t, want, sumOfFile(t, target), "a wrong file under the final name")
		require.NoError(t, os.RemoveAll(folder))
		files++
		again += sent.Load() - size
	}
	t.Logf("%d kills, %d files, %d bytes fetched again for each kill", killed, files, again/int64(killed))
	assert.LessOrEqual(t, again/int64(killed), int64(1<<20), "bytes fetched again for each kill")
	assert.GreaterOrEqual(t, again, int64(0), "fewer bytes sent than there are")
}

// An export that is killed at any moment, again and again, ends complete: no wrong file, and no finished file fetched
// again. EXPORT_KILL_RUNS is how often it is killed.
func TestKilledExportGoesOn(t *testing.T) {
	t.Parallel()
	const size, videos = 100 << 10, 50
	options := []emulator.Option{
		emulator.WithFaults("media:*:rate=400KiB"),
		emulator.WithEncodeTimes(func(video string, _ gen.DownloadType) time.Duration {
			return map[bool]time.Duration{true: time.Second}[video[len(video)-1]%3 == 0]
		}),
	}
	want := map[string]string{}
	for i := range uint64(videos) {
		video := "video-" + strconv.FormatUint(i, 10)
		options = append(options, emulator.WithContent(video, "default", emulator.Synthetic(size, i)))
		want[video] = sumOf(t, emulator.Synthetic(size, i))
	}
	random := newRandom(t)
	for killed, kills := 0, countOf(t, "EXPORT_KILL_RUNS", "6"); killed < kills; {
		folder := t.TempDir()
		server, baseURL := emulate(t, size, options...)
		finished := map[string]int{} // how often each file that is there had been asked for
		for complete := false; !complete; {
			if complete = !isKilled(t, streamdl(folder, baseURL, "export", "archive", "--quiet"), random, 1500*time.Millisecond); !complete {
				killed++
			}
			asked := map[string]int{}
			for _, request := range server.Requests(emulator.Media) {
				asked[path.Base(path.Dir(path.Dir(request.URL.Path)))]++
			}
			for video, before := range finished {
				require.Equal(t, before, asked[video], "%s was there, and was fetched again", video)
			}
			for video, sum := range want {
				file := filepath.Join(folder, "archive", video+".mp4")
				if _, err := os.Stat(file); err == nil {
					finished[video] = asked[video]
					require.Equal(t, sum, sumOfFile(t, file), video)
				}
			}
		}
		require.Len(t, finished, videos)
		output, err := streamdl(folder, baseURL, "export", "archive", "--verify", "--json").Output()
		require.NoError(t, err)
		require.Contains(t, string(output), `"done":0,"skipped":52,"failed":0`, "the manifest has the last state of each file, and its checksum")
		require.NoError(t, os.RemoveAll(folder))
	}
}

// countOf is the number in a variable of the environment, or another one.
func countOf(t *testing.T, variable, otherwise string) int {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv(variable), otherwise))
	require.NoError(t, err)
	return n
}

func newRandom(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// isKilled runs a command, kills it at any moment within a time, and reports whether it had not ended before.
func isKilled(t *testing.T, cmd *exec.Cmd, random *rand.Rand, within time.Duration) bool {
	t.Helper()
	require.NoError(t, cmd.Start())
	timer := time.AfterFunc(time.Duration(random.Int64N(int64(within))), func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	if timer.Stop() {
		require.NoError(t, err)
		return false
	}
	return true
}

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
