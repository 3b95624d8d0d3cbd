package emulator

import (
	"encoding/binary"
	"io"
)

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
