package emulator

import (
	"crypto/sha256"
	_ "embed" // the samples
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
)

//go:embed media/default.mp4
var sampleMP4 string

//go:embed media/audio.m4a
var sampleM4A string

// Sample returns the small MP4, or the small M4A, that a video without a file of its own has. Both play.
func Sample(kind gen.DownloadType) Content { return strings.NewReader(samples[kind]) }

// sampleOf returns what a download of a video contains unless it was given.
func sampleOf(v *video, kind gen.DownloadType) Content {
	if v.distinct {
		return strings.NewReader(samples[kind] + freeBox(v.details.UID))
	}
	return Sample(kind)
}

// freeBox is a box of an MP4 that players skip, of a length that follows from its text.
func freeBox(text string) string {
	sum := sha256.Sum256([]byte(text))
	body := text + strings.Repeat("\x00", int(binary.BigEndian.Uint16(sum[:]))%4096)
	//nolint:gosec // no longer than 5 KiB
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + "free" + body
}

var samples = map[gen.DownloadType]string{gen.DownloadTypeDefault: sampleMP4, gen.DownloadTypeAudio: sampleM4A}

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

// fingerprint distinguishes contents by their size, head and tail, without reading all of them.
func fingerprint(content Content, replaced int) string {
	const probe = 64 << 10
	hash := sha256.New()
	_, _ = fmt.Fprintf(hash, "%d %d ", content.Size(), replaced) // a hash never fails
	_, _ = io.Copy(hash, io.NewSectionReader(content, 0, probe))
	_, _ = io.Copy(hash, io.NewSectionReader(content, max(0, content.Size()-probe), probe))
	return hex.EncodeToString(hash.Sum(nil)[:16])
}
