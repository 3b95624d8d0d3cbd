package peers_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/streamdl/streamdl-go/bench/peers"
)

// Every peer makes the same of every response, in memory and on loopback, but for those known to miss it.
func TestPeersAgree(t *testing.T) {
	for _, scenario := range peers.Scenarios() {
		server, err := scenario.Serve()
		require.NoError(t, err)
		t.Cleanup(server.Close)
		ways := map[string]struct {
			baseURL string
			client  *http.Client
		}{
			"in memory": {"http://localhost/client/v4", scenario.Canned()},
			"loopback":  {server.BaseURL(), peers.LoopbackClient(1)},
		}
		for way, to := range ways {
			for _, maker := range peers.Makers() {
				t.Run(scenario.Name+"/"+way+"/"+maker.Name, func(t *testing.T) {
					peer, err := maker.New(to.baseURL, to.client)
					require.NoError(t, err)
					err = scenario.Call(context.Background(), peer)
					if slices.Contains(scenario.Missed, maker.Name) {
						assert.Error(t, err, "it can do this now: measure it")
						return
					}
					assert.NoError(t, err)
				})
			}
		}
	}
}

// A response that means something else is noticed, by all of them.
func TestPeersAreChecked(t *testing.T) {
	list, failure := peers.Scenarios()[0], peers.Scenarios()[3]
	for _, maker := range peers.Makers() {
		t.Run(maker.Name, func(t *testing.T) {
			peer, err := maker.New("http://localhost/client/v4", failure.Canned())
			require.NoError(t, err)
			assert.Error(t, list.Call(context.Background(), peer))
			peer, err = maker.New("http://localhost/client/v4", list.Canned())
			require.NoError(t, err)
			assert.Error(t, failure.Call(context.Background(), peer))
		})
	}
}
