package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
)

// WithVideos adds videos so that, with [DefaultVideo], the library has n. They are the same each time: most have a name,
// some share one; they have dates, several of which are equal, durations and creators, some are recordings of a live
// input, and every tenth is private. The files of each differ from those of all others.
func WithVideos(n int) Option {
	if n < 1 {
		return invalidOption("library of %d videos: want at least 1", n)
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // it has to be the same each time
	created := time.Date(2026, time.January, 1, 8, 0, 0, 123456000, time.UTC)
	first := gen.Video{UID: DefaultVideo, Created: new(created), Meta: map[string]any{"name": "Sample"}, Duration: 2}
	var others []gen.Video
	for i := 1; i < n; i++ {
		if i%5 != 0 { // every fifth shares the moment of the one before
			created = created.Add(time.Duration(1+random.IntN(7200_000_000)) * time.Microsecond)
		}
		others = append(others, sampleDetails(i, created, random))
	}
	return func(c *config) error {
		c.videos.video(DefaultVideo).describe(first) // whose files stay the samples
		return WithLibrary(others...)(c)
	}
}

// sampleDetails describes the i-th video of a library.
func sampleDetails(i int, created time.Time, random *rand.Rand) gen.Video {
	sum := sha256.Sum256(fmt.Appendf(nil, "video %d", i))
	video := gen.Video{
		UID:               hex.EncodeToString(sum[:16]),
		Created:           &created,
		Meta:              map[string]any{"name": sampleName(i, random)},
		Creator:           []string{"", "archive", "newsroom", "studio-7"}[random.IntN(4)],
		Duration:          float64(500+random.IntN(360_000)) / 100,
		Input:             &gen.VideoInput{Width: 1920, Height: 1080},
		Size:              int64(1<<20 + random.IntN(200<<20)),
		RequireSignedURLs: i%10 == 9,
	}
	switch {
	case i%13 == 0:
		video.LiveInput, video.Size = "9d1f1c2e8a6b4f7d8e0c3a5b7d9e1f20", 0
	case i%17 == 0:
		video.Meta = nil
	}
	return video
}

// sampleName makes names of a few words, some of them hard on a file system.
func sampleName(i int, random *rand.Rand) string {
	if i%11 == 0 {
		return []string{"Q&A: part 1/2", "Été à Genève", "Trailer", "  spaces  ", "CON", "報道 2026"}[random.IntN(6)]
	}
	words := [][]string{
		{"Harbour", "Market", "Old town", "Airport", "Stadium", "Lakeside"},
		{"at dawn", "by night", "in the rain", "from above", "interview", "time lapse"},
	}
	return strings.Join([]string{words[0][random.IntN(6)], words[1][random.IntN(6)], fmt.Sprintf("%04d", i)}, " ")
}
