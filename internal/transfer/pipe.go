package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"sync"
)

// pipeBuffers is one to read into, one to hash, one to even out.
const pipeBuffers = 3

// pipe hashes buffers in a goroutine of its own, so that hashing does not hold up reading and writing.
type pipe struct {
	free   chan *buffer
	full   chan chunk
	filled *buffer // in the hands of the caller
	digest hash.Hash
	close  func()
}

func startPipe() *pipe {
	p := &pipe{free: make(chan *buffer, pipeBuffers), full: make(chan chunk, pipeBuffers), digest: sha256.New()}
	for range pipeBuffers {
		p.free <- new(buffer)
	}
	var done sync.WaitGroup
	done.Go(func() {
		for c := range p.full {
			_, _ = p.digest.Write(c.data)
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
func (p *pipe) sum() string { return hex.EncodeToString(p.digest.Sum(nil)) }
