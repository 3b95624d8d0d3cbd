package transfer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// memory is a partial file in memory.
type memory struct {
	file
	data []byte
}

func (m memory) ReadAt(p []byte, off int64) (int, error) {
	return bytes.NewReader(m.data).ReadAt(p, off)
}

// TestChecksumIsOfTheBytesInOrder drives the follower step by step: a claim
// turns out bad while buffers that lie behind it already wait.
func TestChecksumIsOfTheBytesInOrder(t *testing.T) {
	data := make([]byte, 100)
	_, _ = rand.NewChaCha8([32]byte{}).Read(data)
	inBuffer := func(from, to int64) chunk {
		b := new(buffer)
		return chunk{span{from, to}, b[:copy(b[:], data[from:to])], b, 0}
	}
	good := func(from, to int64) claim {
		return claim{span{from, to}, checksum(data[from:to])}
	}
	w := &follower{
		file: memory{data: data}, buffers: newBuffers(1), hash: sha256.New(),
		wake: make(chan struct{}, 1), idle: make(chan struct{}, 1),
	}
	var bad []claim
	w.bad = func(c claim, _ int) error {
		bad = append(bad, c)
		w.follow(c.from, chunk{})
		return nil
	}
	step := func() {
		b, ok := w.next()
		require.True(t, ok)
		w.step(b)
	}
	spoilt := claim{span{10, 30}, 1}
	w.restart([]claim{good(0, 10), spoilt, good(30, 40)})
	w.follow(40, chunk{})
	require.True(t, w.follow(60, inBuffer(40, 60)))
	step()
	step()
	require.Equal(t, []claim{spoilt}, bad)
	_, ok := w.next()
	require.False(t, ok, "nothing to hash until the spoilt bytes came again")

	require.True(t, w.follow(20, inBuffer(10, 20)))
	require.True(t, w.follow(60, inBuffer(20, 30)))
	require.True(t, w.follow(100, inBuffer(60, 70)))
	for w.position < 100 {
		step()
	}
	require.NoError(t, w.catchUp(context.Background()))
	want := sha256.Sum256(data)
	require.Equal(t, hex.EncodeToString(want[:]), w.sum())
}

func TestClaimOfAnEarlierVersionIsNotHeldAgainstTheNewOne(t *testing.T) {
	w := &follower{buffers: newBuffers(1), wake: make(chan struct{}, 1)}
	j := &job{follower: w, meter: newMeter(nil), done: spans{{0, 100}}}
	before := w.restarts
	w.restart(nil)
	require.NoError(t, j.distrust(claim{span{0, 10}, 1}, before))
	require.Equal(t, spans{{0, 100}}, j.done)
	require.Zero(t, j.meter.resumed.Load())
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
	sum := &interrupted{Hash: sha256.New()}
	w := startFollower(t.Context(), memory{data: after}, newBuffers(1), sum, nil)
	sum.once = func() {
		w.restart(nil)
		w.follow(int64(len(after)), chunk{})
	}
	b := new(buffer)
	require.True(t, w.follow(int64(len(before)), chunk{span{0, int64(len(before))}, b[:copy(b[:], before)], b, 0}))
	require.Eventually(t, func() bool { return w.restarted(0) }, time.Minute, time.Millisecond)
	require.NoError(t, w.catchUp(t.Context()))
	w.close()
	want := sha256.Sum256(after)
	require.Equal(t, hex.EncodeToString(want[:]), w.sum())
}

// What is far behind is waited for, so that it need not be read back from the file, but not after the end.
func TestTheHashIsWaitedForWhileItIsFarBehind(t *testing.T) {
	data := make([]byte, (queueLength+1)*maxClaim)
	for name, goOn := range map[string]func(f *follower, slow chan struct{}){
		"until it has come nearer": func(_ *follower, slow chan struct{}) { close(slow) },
		"until the transfer ends": func(f *follower, slow chan struct{}) {
			f.stop()
			close(slow)
		},
	} {
		t.Run(name, func(t *testing.T) {
			slow := make(chan struct{})
			f := startFollower(t.Context(), memory{data: data}, newBuffers(1), &interrupted{sha256.New(), func() { <-slow }}, nil)
			defer f.close()
			f.follow((queueLength-1)*maxClaim, chunk{})
			f.await() // not that far
			f.follow(int64(len(data)), chunk{})
			waited := make(chan struct{})
			go func() {
				defer close(waited)
				f.await()
			}()
			select {
			case <-waited:
				t.Fatal("it was not waited for")
			case <-time.After(20 * time.Millisecond):
			}
			goOn(f, slow)
			<-waited
		})
	}
}
