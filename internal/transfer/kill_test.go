package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestKill starts transfers as processes and kills them at random moments.
// The target is never wrong, the next run finishes, and little is fetched
// twice. KILL_RUNS sets how many kills.
func TestKill(t *testing.T) {
	const (
		mebibyte = 1 << 20
		size     = 8 * mebibyte
	)
	o, path := newOrigin(t, media(size, 1)), target(t)
	o.serveWith(throttled)
	server := httptest.NewServer(o)
	defer server.Close()
	kills, wanted := 0, runs(t, "KILL_RUNS", 15)
	finished := int64(0)
	for kills < wanted {
		killed := runAndKill(t, server.URL, path, time.Duration(rand.N(int64(250*time.Millisecond))))
		got, err := os.ReadFile(path)
		switch {
		case killed:
			kills++
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
		case err != nil:
			require.NoError(t, err, "the process ended without a file")
		}
		require.True(t, bytes.Equal(o.object.data, got), "a wrong file after %d kills", kills)
		finished++
		removeAll(t, path)
	}
	if output, code := runChild(t, server.URL, path); code != 0 {
		t.Fatalf("the last run did not finish: %s", output)
	}
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.True(t, bytes.Equal(o.object.data, got))
	finished++

	again := float64(o.bytesSent()-finished*size) / float64(kills) / mebibyte
	t.Logf("%d kills, %d files, %.2f MiB fetched again per kill", kills, finished, again)
	require.Greater(t, int64(kills), finished/4, "the kills came too late to show anything")
	require.Less(t, again, 1.0)
}

// runAndKill says whether the kill came before the process ended by itself.
func runAndKill(t *testing.T, url, path string, after time.Duration) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	command := childCommand(ctx, t, url, path)
	output, err := command.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() > 0 {
		t.Fatalf("the process failed: %s", output)
	}
	return err != nil
}

func removeAll(t *testing.T, path string) {
	t.Helper()
	for _, suffix := range []string{"", ".part", ".part.json"} {
		if err := os.Remove(path + suffix); err != nil {
			require.ErrorIs(t, err, fs.ErrNotExist)
		}
	}
}

// throttled serves slowly enough for a kill to hit the middle, in pieces small
// enough for the bytes under way not to matter.
func throttled(o *origin, w http.ResponseWriter, r *http.Request) {
	serve(o, &pacing{w}, r)
}

type pacing struct{ http.ResponseWriter }

func (p *pacing) Write(data []byte) (written int, err error) {
	for part := range slices.Chunk(data, 16<<10) {
		n, err := p.ResponseWriter.Write(part)
		written += n
		if err == nil {
			err = http.NewResponseController(p.ResponseWriter).Flush()
		}
		if err != nil {
			return written, err
		}
		time.Sleep(time.Millisecond)
	}
	return written, nil
}

func (p *pacing) Unwrap() http.ResponseWriter { return p.ResponseWriter }
