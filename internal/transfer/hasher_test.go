package transfer

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/synctesting"
	"github.com/streamdl/streamdl-go/internal/transfer/partial"
	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

func sha(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

func inBuffer(data []byte, from, to int64) chunk {
	b := new(buffer)
	return chunk{span.Span{From: from, To: to}, b[:copy(b[:], data[from:to])], b}
}

// Bytes come out of order, some in buffers and some only in the file.
func TestChecksumIsOfTheBytesInOrder(t *testing.T) {
	data := make([]byte, 100)
	_, _ = rand.NewChaCha8([32]byte{}).Read(data)
	h := startHasher(bytes.NewReader(data), newBuffers(1))
	defer h.close()
	h.restart(10)
	require.True(t, h.advance(30, inBuffer(data, 10, 30)))
	require.False(t, h.advance(30, inBuffer(data, 50, 70)), "it is not the next")
	require.False(t, h.advance(70, inBuffer(data, 40, 50)))
	require.True(t, h.advance(100, inBuffer(data, 70, 90)))
	require.NoError(t, h.catchUp(t.Context()))
	require.Equal(t, sha(data), h.sum())
}

// interrupted is a hash that something happens to while it works.
type interrupted struct {
	hash.Hash
	once func()
}

func (h *interrupted) Write(p []byte) (int, error) {
	if once := h.once; once != nil {
		h.once = nil
		once()
	}
	return h.Hash.Write(p)
}

// The streams go on while a block is hashed. What was of the version before a restart is in no sum.
func TestRestartWhileABlockIsHashed(t *testing.T) {
	before, after := []byte("one version of the file"), []byte("another version, which is the longer one")
	h := startHasher(bytes.NewReader(after), newBuffers(1))
	defer h.close()
	restarted := make(chan struct{})
	h.hash = &interrupted{h.hash, func() {
		h.advance(int64(len(before)), inBuffer(before, 10, int64(len(before))))
		h.restart(0)
		h.advance(int64(len(after)), chunk{})
		close(restarted)
	}}
	require.True(t, h.advance(10, inBuffer(before, 0, 10)))
	<-restarted
	require.NoError(t, h.catchUp(t.Context()))
	require.Equal(t, sha(after), h.sum())
}

// What is far behind is waited for, so that it need not be read back from the file.
func TestTheHashIsWaitedForWhileItIsFarBehind(t *testing.T) {
	data := make([]byte, 2*(queueLength+1)*bufferSize)
	half := int64(len(data) / 2)
	for name, test := range map[string]struct {
		earlier int64
		waits   bool
	}{
		"until it has come nearer":                           {0, true},
		"but not for what is there from an earlier transfer": {half, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctesting.Test(t, func(t *testing.T) {
				slow := make(chan struct{})
				h := startHasher(bytes.NewReader(data), newBuffers(1))
				h.hash = &interrupted{h.hash, func() { <-slow }}
				defer h.close()
				h.restart(test.earlier)
				h.advance(half, chunk{})
				waited := false
				go func() {
					h.await()
					waited = true
				}()
				synctest.Wait()
				require.Equal(t, !test.waits, waited)
				close(slow)
				synctest.Wait()
				require.True(t, waited)
			})
		})
	}
}

func TestAHashThatHasFailedIsNotWaitedFor(t *testing.T) {
	synctesting.Test(t, func(t *testing.T) {
		h := startHasher(bytes.NewReader(nil), newBuffers(1))
		defer h.close()
		h.advance(2*queueLength*bufferSize, chunk{})
		h.await()
		require.Error(t, h.catchUp(t.Context()))
	})
}

// A buffer that is not all new is used again at once, so the hash must not have it.
func TestBufferWithBytesThatWereThereIsNotHashed(t *testing.T) {
	data := []byte("the first part, the middle and the last part")
	part, err := partial.Open(filepath.Join(t.TempDir(), "film.mp4"), partial.Options{})
	require.NoError(t, err)
	defer part.Close()
	require.NoError(t, part.Begin("x", partial.Object{}))
	out := part.Writer()
	require.NoError(t, out.WriteAt(data[10:20], 10))
	j := newJob(nil, part, Options{Streams: 1})
	defer j.close()
	j.done = span.Set{{From: 10, To: 20}}
	used := make(chan struct{})
	j.hasher.hash = &interrupted{j.hasher.hash, func() { <-used }}
	c := inBuffer(data, 0, int64(len(data)))
	taken, err := j.put(c, out)
	require.NoError(t, err)
	require.False(t, taken)
	clear(c.data)
	close(used)
	require.NoError(t, j.hasher.catchUp(t.Context()))
	require.Equal(t, sha(data), j.hasher.sum())
}
