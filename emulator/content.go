package emulator

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the samples
	"encoding/hex"
	"fmt"
	"io"
	"os"

	"github.com/streamdl/streamdl-go/gen"
)

//go:embed media/default.mp4
var sampleMP4 string

//go:embed media/audio.m4a
var sampleM4A string

// Sample returns the small MP4, or the small M4A, that a video without a file of its own has. Both play.
func Sample(kind gen.DownloadType) Content {
	if kind == gen.DownloadTypeAudio {
		return sampleAudio()
	}
	return sampleVideo()
}

func sampleVideo() Content { return bytes.NewReader([]byte(sampleMP4)) }
func sampleAudio() Content { return bytes.NewReader([]byte(sampleM4A)) }

// Content is what a download consists of. A [bytes.Reader], a [strings.Reader] and an [io.SectionReader]
// are contents.
type Content interface {
	io.ReaderAt
	Size() int64
}

func (s *Server) open(path string) (Content, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s.files = append(s.files, f)
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	return io.NewSectionReader(f, 0, info.Size()), nil
}

// fingerprint tells contents apart without reading all of them: by their size, head and tail.
func fingerprint(content Content, replaced int) string {
	const probe = 64 << 10
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%d %d ", content.Size(), replaced) // a hash never fails
	_, _ = io.Copy(hash, io.NewSectionReader(content, 0, probe))
	_, _ = io.Copy(hash, io.NewSectionReader(content, max(0, content.Size()-probe), probe))
	return hex.EncodeToString(hash.Sum(nil)[:16])
}
