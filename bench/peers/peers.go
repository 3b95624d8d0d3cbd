// Package peers holds the clients that are compared, behind one interface, and the responses they get.
package peers

import (
	"context"
	"fmt"
	"net/http"
)

// What every peer is given. The account, the video and the token are those that Cloudflare prints in its reference.
const (
	Account = "023e105f4ecef8ad9ca31a8372d0c353"
	Video   = "ea95132c15732412d22c1476fa83f27a"
	Token   = "Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY" //nolint:gosec // a printed example
)

// Names of the peers, in the order of the tables.
const (
	ByHand     = "by hand"
	Generated  = "generated"
	Wrapper    = "streamdl"
	Cloudflare = "cloudflare-go v7"
)

// Download is what all peers have to make of the JSON of a download. A copy into it allocates nothing.
type Download struct {
	Status  string
	URL     string
	Percent float64
}

// Downloads are those of a video; one that is missing is zero.
type Downloads struct{ Default, Audio Download }

// Failure is what all peers have to make of a failed call.
type Failure struct {
	Status int
	Code   int
	Text   string
}

// Peer is one way to call the API. Its clients are made once, as each of them is meant to be used.
type Peer interface {
	List(ctx context.Context) (Downloads, error)
	Create(ctx context.Context) (Download, error)
	// Failure takes the error of a call apart.
	Failure(err error) (Failure, bool)
}

// Maker makes a peer that sends to an address through an HTTP client.
type Maker struct {
	Name string
	New  func(baseURL string, client *http.Client) (Peer, error)
}

// Makers are all peers.
func Makers() []Maker {
	return []Maker{
		{ByHand, newByHand},
		{Generated, newGenerated},
		{Wrapper, newWrapper},
		{Cloudflare, newCloudflare},
	}
}

// Call makes one call of a scenario and compares what came of it with what should have. Comparing costs a few
// nanoseconds, the same for all.
func (s Scenario) Call(ctx context.Context, peer Peer) error {
	switch s.Operation {
	case List:
		got, err := peer.List(ctx)
		if err != nil {
			return s.failed(peer, err)
		}
		if got != s.Downloads {
			return fmt.Errorf("%s: got %+v, want %+v", s.Name, got, s.Downloads)
		}
	case Create:
		got, err := peer.Create(ctx)
		if err != nil {
			return s.failed(peer, err)
		}
		if got != s.Download {
			return fmt.Errorf("%s: got %+v, want %+v", s.Name, got, s.Download)
		}
	}
	if s.Failure != (Failure{}) {
		return fmt.Errorf("%s: got no error, want %+v", s.Name, s.Failure)
	}
	return nil
}

func (s Scenario) failed(peer Peer, err error) error {
	got, ok := peer.Failure(err)
	if !ok {
		return fmt.Errorf("%s: %w", s.Name, err)
	}
	if got != s.Failure {
		return fmt.Errorf("%s: got %+v, want %+v", s.Name, got, s.Failure)
	}
	return nil
}
