package emulator

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
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
type Option func(*Server) error

type settings struct {
	account     string
	tokens      map[string]access
	keys        map[string]string // by e-mail address
	signingKeys []signing.Key
	ownKeyUsed  bool
	encodeTime  func(video string, kind gen.DownloadType) time.Duration
	fileDelay   time.Duration
	curve       Curve
	createShape CreateShape
	emptyList   EmptyList
	counts      Counts
	bounds      bounds
	pageLimit   int
	files       []*os.File
	logger      *slog.Logger
}

func defaultSettings() settings {
	return settings{
		account:    DefaultAccount,
		tokens:     map[string]access{DefaultToken: readAndWrite},
		keys:       map[string]string{DefaultEmail: DefaultKey},
		encodeTime: func(string, gen.DownloadType) time.Duration { return 2 * time.Second },
		curve:      Linear,
		bounds:     bounds{after: Inclusive, before: Exclusive}, // what the binding of Workers says
		pageLimit:  maxPageLimit,
	}
}

// WithAccount replaces the account that the videos belong to.
func WithAccount(identifier string) Option {
	return func(s *Server) error {
		s.account = identifier
		return checkIdentifier("account", identifier)
	}
}

// WithToken adds an API token that may read and write.
func WithToken(token string) Option { return withToken(token, readAndWrite) }

// WithReadOnlyToken adds an API token that may read, but neither create nor delete.
func WithReadOnlyToken(token string) Option { return withToken(token, readOnly) }

func withToken(token string, granted access) Option {
	return func(s *Server) error {
		s.tokens[token] = granted
		return nil
	}
}

// WithKey adds a user with a Global API Key.
func WithKey(email, key string) Option {
	return func(s *Server) error {
		s.keys[email] = key
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
