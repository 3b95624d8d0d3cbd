package transfer

import (
	"encoding/hex"
	"hash"
	"sync"
)

// pipeBuffers is one to read into, one to hash, one to even out.
const pipeBuffers = 3

// pipe hashes buffers in a goroutine of its own, so that hashing does not
// hold up reading and writing.
type pipe struct {
	free   chan *buffer
	full   chan chunk
	filled *buffer   // in the hands of the caller
	digest hash.Hash // nil if no checksum is wanted
	close  func()
}

func startPipe(digest hash.Hash) *pipe {
	p := &pipe{free: make(chan *buffer, pipeBuffers), full: make(chan chunk, pipeBuffers), digest: digest}
	for range pipeBuffers {
		p.free <- new(buffer)
	}
	var done sync.WaitGroup
	done.Go(func() {
		for c := range p.full {
			if digest != nil {
				_, _ = digest.Write(c.data)
			}
			p.free <- c.buffer
		}
	})
	p.close = sync.OnceFunc(func() {
		close(p.full)
		done.Wait()
	})
	return p
}

// buffer is the caller's until data of it is hashed.
func (p *pipe) buffer() []byte {
	if p.filled == nil {
		p.filled = <-p.free
	}
	return p.filled[:]
}

// hash takes data, a part of the caller's buffer, and the buffer with it.
func (p *pipe) hash(data []byte) {
	p.full <- chunk{data: data, buffer: p.filled}
	p.filled = nil
}

// sum is the checksum in lower-case hexadecimal, final after close.
func (p *pipe) sum() string {
	if p.digest == nil {
		return ""
	}
	return hex.EncodeToString(p.digest.Sum(nil))
}
