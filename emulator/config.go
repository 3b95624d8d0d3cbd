package emulator

import (
	"log/slog"
	"os"
	"time"

	"github.com/streamdl/streamdl-go/gen"
	"github.com/streamdl/streamdl-go/internal/signing"
)

// What Cloudflare prints in its reference, and the emulator knows by default.
const (
	DefaultAccount = "023e105f4ecef8ad9ca31a8372d0c353"
	DefaultVideo   = "ea95132c15732412d22c1476fa83f27a"
	DefaultToken   = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY"
	DefaultEmail   = "user@example.com"
	DefaultKey     = "144c9defac04969c7bfad8efaa8ea194"
)

// Option changes what a server knows or how it behaves.
type Option func(*config) error

// config is what the options of a server say, and what it begins with.
type config struct {
	credentials
	videos      store
	signingKeys []signing.Key
	encodeTime  func(video string, kind gen.DownloadType) time.Duration
	fileDelay   time.Duration
	curve       Curve
	createShape CreateShape
	emptyList   EmptyList
	counts      Counts
	bounds      bounds
	pageLimit   int
	limit       limiter
	faults      []Fault
	files       []*os.File // to be closed
	logger      *slog.Logger
}

func defaultConfig() *config {
	c := &config{
		credentials: credentials{DefaultAccount, map[string]access{DefaultToken: readAndWrite}, map[string]string{DefaultEmail: DefaultKey}},
		videos:      store{all: map[string]*video{}},
		encodeTime:  func(string, gen.DownloadType) time.Duration { return 2 * time.Second },
		curve:       Linear,
		bounds:      bounds{after: Inclusive, before: Exclusive}, // what the binding of Workers says
		pageLimit:   maxPageLimit,
	}
	c.videos.video(DefaultVideo)
	return c
}
