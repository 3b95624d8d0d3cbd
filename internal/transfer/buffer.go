package transfer

import (
	"io"
	"time"

	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

const (
	// bufferSize is how much is read, written and hashed at a time: it stays in the cache of a processor meanwhile.
	bufferSize = 128 << 10
	// flushAfter bounds how long bytes wait for a buffer to fill up.
	flushAfter = 100 * time.Millisecond
	// writeAhead is how many buffers of a stream may wait to be written.
	writeAhead = 2
	// queueLength is how many buffers may wait to be hashed. It evens out the speeds of network and hash; what does not fit
	// is read back from the file.
	queueLength = 8
)

type buffer [bufferSize]byte

// chunk is a span of the file in memory: data, and the buffer it lies in.
type chunk struct {
	span.Span
	data   []byte
	buffer *buffer
}

// buffers are buffers to use again. A sync.Pool would lose them at every garbage collection and so cause the next one.
type buffers chan *buffer

func newBuffers(streams int) buffers { return make(buffers, streams*(writeAhead+2)+queueLength) }

func (b buffers) get() *buffer {
	select {
	case used := <-b:
		return used
	default:
		return new(buffer)
	}
}

func (b buffers) put(used *buffer) {
	select {
	case b <- used:
	default:
	}
}

// fill reads until the buffer is full, for large writes, but not so long that bytes from a slow server would be kept
// waiting.
func fill(body io.Reader, buffer []byte) (n int, err error) {
	start := time.Now()
	for n < len(buffer) && err == nil {
		var m int
		m, err = body.Read(buffer[n:])
		n += m
		if time.Since(start) > flushAfter {
			break
		}
	}
	return n, err
}
