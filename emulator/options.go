package emulator

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/gen"
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
type Option func(*Server) error

type settings struct {
	account      string
	tokens       map[string]access
	keys         map[string]string // by e-mail address
	encodeTime   time.Duration
	fileDelay    time.Duration
	curve        Curve
	createShape  CreateShape
	emptyList    EmptyList
	files        []*os.File
	requestLimit int
}

func defaultSettings() settings {
	return settings{
		account:      DefaultAccount,
		tokens:       map[string]access{DefaultToken: readAndWrite},
		keys:         map[string]string{DefaultEmail: DefaultKey},
		encodeTime:   2 * time.Second,
		curve:        Linear,
		requestLimit: 10_000,
	}
}

// WithVideo adds a video to [DefaultVideo]. Its downloads are a small MP4 and a small M4A that play.
func WithVideo(identifier string) Option { return withVideo(identifier, func(*video) {}) }

// WithNotReady adds a video that isn't ready to stream yet, so asking for a download fails.
func WithNotReady(identifier string) Option {
	return withVideo(identifier, func(v *video) { v.notReady = true })
}

// WithFailing adds a video whose downloads end in the status error.
func WithFailing(identifier string) Option {
	return withVideo(identifier, func(v *video) { v.fails = true })
}

// WithPrivate adds a video that requires signed URLs: its files answer 401, unless the token stands in
// the place of the identifier in their URL.
func WithPrivate(identifier, token string) Option {
	return func(s *Server) error {
		if token == "" {
			return fmt.Errorf("private video %q: the token is empty", identifier)
		}
		return withVideo(identifier, func(v *video) {
			v.private = true
			s.store.byToken[token] = v
		})(s)
	}
}

// WithContent adds a video, one of whose downloads has the given content.
func WithContent(identifier string, kind gen.DownloadType, content Content) Option {
	return func(s *Server) error {
		if !kind.Valid() {
			return fmt.Errorf("content of video %q: unknown download type %q", identifier, kind)
		}
		return withVideo(identifier, func(v *video) { v.files[kind] = newFile(content) })(s)
	}
}

// WithFile does what [WithContent] does, with a file that stays open until [Server.Close].
func WithFile(identifier string, kind gen.DownloadType, path string) Option {
	return func(s *Server) error {
		content, err := s.open(path)
		if err != nil {
			return fmt.Errorf("content of video %q: %w", identifier, err)
		}
		return WithContent(identifier, kind, content)(s)
	}
}

func withVideo(identifier string, change func(*video)) Option {
	return func(s *Server) error {
		if err := checkIdentifier("video", identifier); err != nil {
			return err
		}
		change(s.store.video(identifier))
		return nil
	}
}

// checkIdentifier refuses what no call could name, since it is a segment of the path there.
func checkIdentifier(what, identifier string) error {
	if identifier == "" || len(identifier) > maxIdentifierLength {
		return fmt.Errorf("%s %q: the identifier needs 1 to %d characters", what, identifier, maxIdentifierLength)
	}
	if identifier == "." || identifier == ".." || strings.ContainsAny(identifier, `/\?#%`) {
		return fmt.Errorf("%s %q: the identifier can't be a segment of a path", what, identifier)
	}
	return nil
}
