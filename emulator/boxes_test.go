package emulator_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/emulator"
)

func TestTheSamplesAreMP4Files(t *testing.T) {
	c := ready(t, []string{emulator.DefaultVideo})
	tests := map[string]struct {
		file   string
		brand  string
		codecs []string
	}{
		"the video": {"default.mp4", "isom", []string{"avc1", "mp4a"}},
		"the sound": {"audio.m4a", "M4A ", []string{"mp4a"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			content := c.fetch(c.fileURL(emulator.DefaultVideo, test.file)).body
			top := boxes(t, content)
			require.Contains(t, top, "ftyp")
			require.Contains(t, top, "mdat")
			require.Contains(t, top, "moov")
			assert.Equal(t, test.brand, string(top["ftyp"][0][:4]))

			movie := boxes(t, top["moov"][0])
			header := movie["mvhd"][0]
			scale, duration := binary.BigEndian.Uint32(header[12:]), binary.BigEndian.Uint32(header[16:])
			assert.InDelta(t, 2, float64(duration)/float64(scale), 0.2, "seconds")

			var codecs []string
			for _, track := range movie["trak"] {
				media := boxes(t, boxes(t, track)["mdia"][0])
				samples := boxes(t, boxes(t, media["minf"][0])["stbl"][0])
				codecs = append(codecs, string(samples["stsd"][0][12:16]))
			}
			assert.Equal(t, test.codecs, codecs)
		})
	}
}

// boxes splits a part of an MP4 file into its boxes, which have to fill it.
func boxes(t *testing.T, content []byte) map[string][][]byte {
	t.Helper()
	found := map[string][][]byte{}
	for len(content) > 0 {
		require.GreaterOrEqual(t, len(content), 8)
		size := int(binary.BigEndian.Uint32(content))
		require.GreaterOrEqual(t, size, 8)
		require.LessOrEqual(t, size, len(content))
		name := string(content[4:8])
		found[name] = append(found[name], content[8:size])
		content = content[size:]
	}
	return found
}
