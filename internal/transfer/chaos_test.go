package transfer_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/internal/transfer"
)

// TestChaos runs transfers against servers that fail at random. Whatever
// happens, success means bytes that the server had as one whole, and failure
// means no file. CHAOS_RUNS sets how many, CHAOS_SEED repeats a failure.
func TestChaos(t *testing.T) {
	setting := func(name string, value uint64) uint64 {
		if text := os.Getenv(name); text != "" {
			var err error
			value, err = strconv.ParseUint(text, 10, 64)
			require.NoError(t, err)
		}
		return value
	}
	seed, n := setting("CHAOS_SEED", uint64(time.Now().UnixNano())), setting("CHAOS_RUNS", 200)
	t.Logf("%d schedules from seed %d on", n, seed)
	var finished, failed uint64
	for i := range n {
		synctesting.Test(t, func(t *testing.T) {
			succeeded, wrong := chaos(t, seed+i)
			require.NoError(t, wrong, "CHAOS_SEED=%d CHAOS_RUNS=1", seed+i)
			if succeeded {
				finished++
			} else {
				failed++
			}
		})
	}
	t.Logf("%d finished, %d failed, none wrong", finished, failed)
	if n >= 100 {
		require.Greater(t, finished, n/4, "hardly any schedule is survived")
		require.Positive(t, failed, "the schedules are too kind")
	}
}

// chaos is one schedule: up to three runs on one target, then to a writer.
func chaos(t *testing.T, seed uint64) (succeeded bool, wrong error) {
	random := rand.New(rand.NewPCG(seed, 0))
	o, versions := chaoticOrigin(t, random)
	options := o.reach(single())
	options.ReadyGrace = time.Duration(random.IntN(10)) * time.Second
	if random.IntN(3) > 0 {
		options.Streams, options.RangeSize, options.ParallelFrom = 2+random.IntN(3), int64(100+random.IntN(3000)), int64(random.IntN(20_000))
	}

	if random.IntN(4) == 0 {
		var out bytes.Buffer
		result, err := transfer.ToWriter(t.Context(), o.file(), &out, o.reach(options))
		if err == nil {
			return true, versions.check(out.Bytes(), result)
		}
		return false, nil
	}
	path := filepath.Join(t.TempDir(), fmt.Sprint(seed))
	meddling := rand.New(rand.NewPCG(seed, 1)) // of its own: the server may still draw from the other
	for run := range uint64(3) {
		during := rand.New(rand.NewPCG(seed, 2+run))
		timer := time.AfterFunc(time.Duration(during.Int64N(int64(20*time.Second))), func() { meddle(during, path) })
		result, err := transfer.ToFile(t.Context(), o.file(), path, o.reach(options))
		timer.Stop()
		got, missing := os.ReadFile(path)
		if err == nil {
			return true, versions.check(got, result)
		}
		if missing == nil {
			return false, fmt.Errorf("a file appeared although the transfer failed with: %w", err)
		}
		meddle(meddling, path)
	}
	return false, nil
}

// meddle does to the files of a transfer what a crash, a bad disk or a person might.
func meddle(random *rand.Rand, path string) {
	part, state := path+".part", path+".part.json"
	data, _ := os.ReadFile(state)
	lines := bytes.SplitAfter(data, []byte("\n"))
	switch random.IntN(12) {
	case 0:
		i := random.IntN(len(lines))
		_ = os.WriteFile(state, bytes.Join(slices.Delete(lines, i, i+1), nil), 0o600)
	case 1:
		_ = os.WriteFile(state, slices.DeleteFunc(data, func(byte) bool { return random.IntN(50) == 0 }), 0o600)
	case 2:
		_ = os.Truncate(state, random.Int64N(int64(len(data)+1)))
	case 3:
		_ = os.Remove(state)
	case 4:
		_ = os.Truncate(part, random.Int64N(30_000))
	case 5:
		if f, err := os.OpenFile(part, os.O_WRONLY, 0); err == nil {
			_, _ = f.WriteAt(make([]byte, random.IntN(1000)), random.Int64N(20_000))
			_ = f.Close()
		}
	}
}

// history is every state in which the server had the object.
type history struct {
	mu       sync.Mutex
	versions [][]byte
}

func (h *history) check(got []byte, result transfer.Result) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if result.SHA256 != sum(got) {
		return fmt.Errorf("the checksum is not that of the file")
	}
	if result.Bytes != int64(len(got)) {
		return fmt.Errorf("the file has %d bytes, the result says %d", len(got), result.Bytes)
	}
	for _, version := range h.versions {
		if bytes.Equal(version, got) {
			return nil
		}
	}
	return fmt.Errorf("the file is none that the server ever had (%d bytes)", len(got))
}

func chaoticOrigin(t *testing.T, random *rand.Rand) (*origin, *history) {
	validators := random.IntN(4)
	count := 0
	fresh := func() object {
		count++
		content := media(12+random.IntN(30_000), byte(random.IntN(256)))
		content.etag, content.modified = fmt.Sprintf(`"%d"`, count), time.Unix(int64(count), 0)
		switch validators {
		case 1:
			content.etag = "W/" + content.etag
		case 2:
			content.etag = ""
		case 3:
			content.etag, content.modified = "", time.Time{}
		}
		return content
	}
	first := fresh()
	seen := &history{versions: [][]byte{first.data}}
	var script []answer
	for range random.IntN(12) {
		script = append(script, chaoticAnswer(random, func(o *origin) {
			content := fresh()
			if old := o.current().data; random.IntN(2) == 0 {
				half := len(old) / 2
				content.data = append(old[:half:half], media(len(old), byte(random.IntN(256))).data[half:]...)
			}
			seen.mu.Lock()
			seen.versions = append(seen.versions, content.data)
			seen.mu.Unlock()
			o.replace(content)
		}))
	}
	return newOrigin(t, first, script...), seen
}

func chaoticAnswer(random *rand.Rand, replace func(*origin)) answer {
	at, inner := random.IntN(25_000), serve
	switch random.IntN(8) {
	case 0:
		inner = rangeless
	case 1:
		inner = lengthless
	case 2:
		inner = labelled("ETag", "")
	case 3:
		inner = unconditional
	case 4:
		inner = without("If-Range", labelled("ETag", ""))
	}
	switch random.IntN(14) {
	case 0, 1, 2:
		return cutting(at, inner)
	case 3:
		return stall(at)
	case 4:
		return after(replace, inner)
	case 5:
		return after(replace, cutting(at, inner))
	case 6:
		return cutting(0, inner)
	case 7:
		return labelled("Content-Range", fmt.Sprintf("bytes %d-%d/%d", at, at+random.IntN(9_000), at+random.IntN(30_000)))
	case 8:
		return status([]int{500, 503, 429, 404, 424, 416, 408, 502}[random.IntN(8)])
	case 9:
		return page("text/html", "<html>no such thing</html>")
	case 10:
		return page("video/mp4", "<html>no such thing, again</html>")
	case 11:
		return labelled("Content-Encoding", "gzip")
	case 12:
		return labelled("Content-Range", "")
	default:
		return longer(random.IntN(2_000))
	}
}

// longer promises one length by its range and sends more.
func longer(extra int) answer {
	return func(o *origin, w http.ResponseWriter, r *http.Request) {
		partial := false
		serve(o, &altered{w, func(code int) {
			if partial = code == http.StatusPartialContent; partial {
				w.Header().Del("Content-Length")
			}
		}}, r)
		if partial {
			_, _ = w.Write(make([]byte, extra))
		}
	}
}
