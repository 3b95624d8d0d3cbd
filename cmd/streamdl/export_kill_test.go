package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
	"github.com/streamdl/streamdl-go/export"
	"github.com/streamdl/streamdl-go/gen"
)

// An export that is killed at any moment, again and again, ends complete: no wrong file, and no finished file fetched
// again. EXPORT_KILL_RUNS is how often it is killed.
func TestKilledExportGoesOn(t *testing.T) {
	t.Parallel()
	kills := 6
	if text := os.Getenv("EXPORT_KILL_RUNS"); text != "" {
		var err error
		kills, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	seed := uint64(time.Now().UnixNano()) //nolint:gosec // any number will do
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // not for secrets

	const size = 100 << 10
	options := []emulator.Option{
		emulator.WithFaults("media:*:rate=400KiB"),
		emulator.WithEncodeTimes(func(video string, _ gen.DownloadType) time.Duration {
			return map[bool]time.Duration{true: time.Second}[video[len(video)-1]%3 == 0]
		}),
	}
	want := map[string]string{}
	for i := range uint64(50) {
		video := fmt.Sprintf("video-%02d", i)
		options = append(options, emulator.WithContent(video, "default", emulator.Synthetic(size, i)))
		want[video+".mp4"] = sumOf(t, emulator.Synthetic(size, i))
	}
	server, _ := emulate(t, size, options...)
	files := &fetches{next: server.Handler(), of: map[string]int{}}
	counted := httptest.NewServer(files)
	t.Cleanup(counted.Close)

	killed, exports := 0, 0
	for killed < kills {
		folder := t.TempDir()
		archive := filepath.Join(folder, "archive")
		finished := map[string]int{} // how often each file that is there had been asked for
		for complete := false; !complete; {
			cmd := streamdl(folder, counted.URL+emulator.BasePath, "export", "archive", "--quiet")
			require.NoError(t, cmd.Start())
			timer := time.AfterFunc(time.Duration(random.Int64N(int64(1500*time.Millisecond))), func() { _ = cmd.Process.Kill() })
			err := cmd.Wait()
			if complete = timer.Stop(); complete {
				require.NoError(t, err)
				exports++
			} else {
				killed++
			}
			counts := files.counts()
			for name, before := range finished {
				require.Equal(t, before, counts[name], "%s was there, and was fetched again", name)
			}
			for _, name := range filesIn(t, archive) {
				if want[name] != "" {
					finished[name] = counts[name]
					require.Equal(t, want[name], sumOfFile(t, filepath.Join(archive, name)), name)
				}
			}
		}
		for name := range want {
			require.Contains(t, finished, name)
		}
		requireDone(t, archive, want)
		require.NoError(t, os.RemoveAll(folder))
	}
	t.Logf("%d kills, %d exports of %d videos", killed, exports, len(want)+2)
}

// requireDone makes sure that the manifest has the last state of each file, and its checksum.
func requireDone(t *testing.T, archive string, want map[string]string) {
	t.Helper()
	file, err := os.Open(filepath.Join(archive, export.ManifestName))
	require.NoError(t, err)
	defer file.Close()
	sums := map[string]string{}
	for lines := json.NewDecoder(file); lines.More(); {
		var line struct{ Path, State, SHA256 string }
		require.NoError(t, lines.Decode(&line))
		if line.State == "done" {
			sums[line.Path] = line.SHA256
		}
	}
	for name, sum := range want {
		require.Equal(t, sum, sums[name], name)
	}
}

func filesIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// fetches counts the requests for each file.
type fetches struct {
	next http.Handler
	mu   sync.Mutex
	of   map[string]int
}

func (f *fetches) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if filepath.Ext(r.URL.Path) == ".mp4" {
		f.mu.Lock()
		f.of[filepath.Base(filepath.Dir(filepath.Dir(r.URL.Path)))+".mp4"]++
		f.mu.Unlock()
	}
	f.next.ServeHTTP(w, r)
}

func (f *fetches) counts() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.of)
}
