package emulator

import (
	"crypto/sha256"
	_ "embed" // the samples
	"encoding/binary"
	"io"
	"strings"

	"github.com/streamdl/streamdl-go/gen"
)

//go:embed media/default.mp4
var sampleMP4 string

//go:embed media/audio.m4a
var sampleM4A string

// format is what the files of one type of download have in common.
type format struct{ extension, mediaType, sample string }

var formats = map[gen.DownloadType]format{
	gen.DownloadTypeDefault: {".mp4", "video/mp4", sampleMP4},
	gen.DownloadTypeAudio:   {".m4a", "audio/mp4", sampleM4A},
}

func fileName(kind gen.DownloadType) string { return string(kind) + formats[kind].extension }

// kindOf returns the type of download whose file has a name, or none.
func kindOf(name string) gen.DownloadType {
	for kind := range formats {
		if fileName(kind) == name {
			return kind
		}
	}
	return ""
}

// Sample returns the small MP4, or the small M4A, that a video without a file of its own has. Both play.
func Sample(kind gen.DownloadType) Content { return strings.NewReader(formats[kind].sample) }

// distinctSample is a sample that no other text has. It plays as well.
func distinctSample(kind gen.DownloadType, text string) Content {
	return strings.NewReader(formats[kind].sample + freeBox(text))
}

// freeBox is a box of an MP4 that players skip, of a length that follows from its text.
func freeBox(text string) string {
	sum := sha256.Sum256([]byte(text))
	body := text + strings.Repeat("\x00", int(binary.BigEndian.Uint16(sum[:]))%4096)
	//nolint:gosec // no longer than 5 KiB
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))) + "free" + body
}

// Content is what a download consists of. A [bytes.Reader], a [strings.Reader] and an [io.SectionReader]
// are contents.
type Content interface {
	io.ReaderAt
	Size() int64
}

// ftyp is the first box of an MP4 file.
const ftyp = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42"

// Synthetic returns a content of any size that takes no memory: an ftyp box, so that it passes for an
// MP4, and then bytes that follow from the seed and their place.
func Synthetic(size int64, seed uint64) *io.SectionReader {
	return io.NewSectionReader(synthetic(seed), 0, size)
}

type synthetic uint64

func (s synthetic) ReadAt(p []byte, offset int64) (int, error) {
	var word [8]byte
	filled := 0
	if skip := offset % 8; skip != 0 && len(p) > 0 {
		s.word(word[:], offset-skip)
		filled = copy(p, word[skip:])
	}
	for ; len(p)-filled >= 8; filled += 8 {
		s.word(p[filled:], offset+int64(filled))
	}
	if filled < len(p) {
		s.word(word[:], offset+int64(filled))
		filled += copy(p[filled:], word[:])
	}
	return filled, nil
}

// word writes the eight bytes at an offset that is a multiple of 8.
func (s synthetic) word(p []byte, offset int64) {
	if offset < int64(len(ftyp)) {
		copy(p[:8], ftyp[offset:])
		return
	}
	// The finalizer of splitmix64: as good as random, and any place can be computed alone.
	z := uint64(offset)*0x9e3779b97f4a7c15 ^ uint64(s)*0xd1342543de82ef95
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	binary.LittleEndian.PutUint64(p, z^z>>31)
}

// altered is a content with all bytes changed but those that tell its type.
type altered struct{ Content }

func (a altered) ReadAt(p []byte, offset int64) (int, error) {
	n, err := a.Content.ReadAt(p, offset)
	for i := range p[:n] {
		if offset+int64(i) >= int64(len(ftyp)) {
			p[i] += 0x55
		}
	}
	return n, err
}
