package partial

import (
	"cmp"
	"context"
	"hash/crc32"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/streamdl/streamdl-go/internal/transfer/span"
)

const (
	// maxClaim is the largest span under one checksum: what one bad byte costs, and what keeps the claims of a file few.
	maxClaim = 4 << 20
	// claimEvery is how much of a claim may be written before the state file has it. It bounds the state of a transfer so
	// slow that bytes come one by one, and what is lost of it by a crash.
	claimEvery = 64 << 10
	// readSize is how much is read at a time to be held against a claim.
	readSize = 128 << 10
)

// claim says that a span of the partial file was written, with its CRC-32C. The checksum is what makes a claim worth
// believing after a power cut, when the claim may have reached the disk and the bytes not.
type claim struct {
	span.Span
	sum uint32
}

// castagnoli is made by the first use of it, and not at the start of every program. Processors compute CRC-32C themselves.
var castagnoli = sync.OnceValue(func() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) })

// extend adds the bytes that follow.
func (c *claim) extend(data []byte) {
	c.To += int64(len(data))
	c.sum = crc32.Update(c.sum, castagnoli(), data)
}

// holds says whether the bytes on disk are those that were claimed. Bytes that can't be read are not.
func (c claim) holds(disk Disk, buffer []byte) bool {
	got := claim{Span: span.Span{From: c.From, To: c.From}}
	for got.To < c.To {
		data := buffer[:min(int64(len(buffer)), c.To-got.To)]
		if _, err := disk.ReadAt(data, got.To); err != nil {
			return false
		}
		got.extend(data)
	}
	return got == c
}

type claims []claim

// broken returns the claims that do not hold. All processors read, since the transfer waits for it.
func (all claims) broken(ctx context.Context, disk Disk) (broken claims) {
	var mu sync.Mutex
	var group sync.WaitGroup
	readers := min(runtime.GOMAXPROCS(0), len(all))
	for first := range readers {
		group.Go(func() {
			buffer := make([]byte, readSize)
			for i := first; i < len(all) && ctx.Err() == nil; i += readers {
				if !all[i].holds(disk, buffer) {
					mu.Lock()
					broken = append(broken, all[i])
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	return broken
}

// inOrder returns claims in the order of their spans.
func inOrder(all map[int64]claim) claims {
	return slices.SortedFunc(maps.Values(all), func(a, b claim) int { return cmp.Compare(a.From, b.From) })
}

// overlap says whether two of the claims, sorted, have bytes in common.
func (all claims) overlap() bool {
	for i := 1; i < len(all); i++ {
		if all[i].From < all[i-1].To {
			return true
		}
	}
	return false
}

func checksum(data []byte) uint32 { return crc32.Checksum(data, castagnoli()) }
