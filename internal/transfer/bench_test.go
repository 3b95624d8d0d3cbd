package transfer_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/internal/transfer"
)

const benchSize = 64 << 20

// benchmark fetches the same object again and again; allocations must not
// grow with it.
func benchmark(b *testing.B, options transfer.Options, fetch func(o *origin, options transfer.Options) error) {
	o := newOrigin(b, media(benchSize, 1))
	options.StallTimeout = 0 // the usual one: a busy machine is no stall
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		require.NoError(b, fetch(o, options))
	}
}

func fileInto(b *testing.B, dir string) func(o *origin, options transfer.Options) error {
	b.Helper()
	path := filepath.Join(dir, "video.mp4")
	return func(o *origin, options transfer.Options) error {
		options.Overwrite = true
		_, err := transfer.ToFile(b.Context(), o.file(), path, options)
		return err
	}
}

func BenchmarkFile(b *testing.B) {
	dir := os.Getenv("BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	four := quick()
	four.Streams, four.RangeSize, four.ParallelFrom = 4, 8<<20, 16<<20
	for name, options := range map[string]transfer.Options{"streams=1": quick(), "streams=4": four} {
		b.Run(name, func(b *testing.B) { benchmark(b, options, fileInto(b, dir)) })
		options.SkipSHA256 = true
		b.Run(name+"/without-checksum", func(b *testing.B) { benchmark(b, options, fileInto(b, dir)) })
	}
}

func BenchmarkWriter(b *testing.B) {
	benchmark(b, quick(), func(o *origin, options transfer.Options) error {
		_, err := transfer.ToWriter(b.Context(), o.file(), io.Discard, options)
		return err
	})
}
