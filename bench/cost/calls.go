package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/sample"
)

// callers are how many goroutines share one client.
var callers = []int{1, 4, 16, 64, 256}

const (
	inMemory = "in memory"
	loopback = "loopback"
)

// call is one thing that is measured, the same for all peers.
type call struct {
	scenario peers.Scenario
	way      string
	callers  int
}

func (c call) String() string {
	if c.callers > 1 {
		return fmt.Sprintf("%s, %s, %d goroutines", c.scenario.Name, c.way, c.callers)
	}
	return c.scenario.Name + ", " + c.way
}

// cost is what a call costs one peer, by rounds.
type cost struct{ nanoseconds, allocations, bytes sample.Set }

// callCosts are the costs by call and peer.
type callCosts struct {
	calls []call
	costs map[string]map[string]*cost
}

// measureCalls lets all peers take turns at each call: every scenario alone, then the list by many goroutines.
func measureCalls(s settings) (callCosts, error) {
	var all callCosts
	for _, scenario := range peers.Scenarios() {
		all.calls = append(all.calls, call{scenario, inMemory, 1})
	}
	for _, scenario := range peers.Scenarios() {
		all.calls = append(all.calls, call{scenario, loopback, 1})
	}
	for _, n := range callers[1:] {
		all.calls = append(all.calls, call{peers.Scenarios()[0], inMemory, n}, call{peers.Scenarios()[0], loopback, n})
	}
	all.costs = map[string]map[string]*cost{}
	for _, c := range all.calls {
		fmt.Fprintln(os.Stderr, "calls:", c)
		costs, err := c.measure(s)
		if err != nil {
			return all, fmt.Errorf("%s: %w", c, err)
		}
		all.costs[c.String()] = costs
	}
	return all, nil
}

func (c call) measure(s settings) (map[string]*cost, error) {
	baseURL, client := "https://api.cloudflare.com/client/v4", c.scenario.Canned()
	if c.way == loopback {
		server, err := c.scenario.Serve()
		if err != nil {
			return nil, err
		}
		defer server.Close()
		baseURL, client = server.BaseURL(), peers.LoopbackClient(c.callers)
		defer client.CloseIdleConnections()
	}
	return c.measureAt(s, baseURL, client)
}

func (c call) measureAt(s settings, baseURL string, client *http.Client) (map[string]*cost, error) {
	costs := map[string]*cost{}
	var turns []func() error
	for _, maker := range peers.Makers() {
		if slices.Contains(c.scenario.Missed, maker.Name) {
			costs[maker.Name] = &cost{}
			continue
		}
		peer, err := maker.New(baseURL, client)
		if err != nil {
			return nil, err
		}
		n, err := c.calibrate(peer, s.sample)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", maker.Name, err)
		}
		total := &cost{}
		costs[maker.Name] = total
		turns = append(turns, func() error {
			one, err := c.repeat(peer, n)
			total.nanoseconds = append(total.nanoseconds, one.nanoseconds...)
			total.allocations = append(total.allocations, one.allocations...)
			total.bytes = append(total.bytes, one.bytes...)
			return err
		})
	}
	return costs, sample.Rounds(s.callRounds, turns...)
}

// calibrate finds how many calls a sample takes, and warms up on the way.
func (c call) calibrate(peer peers.Peer, least time.Duration) (int, error) {
	for n := c.callers; ; n *= 2 {
		one, err := c.repeat(peer, n)
		if err != nil || one.nanoseconds[0]*float64(n) >= float64(least) {
			return n, err
		}
	}
}

// repeat makes n calls from as many goroutines as there are callers. A time is that of the wall, so with more callers than one
// it is the throughput.
func (c call) repeat(peer peers.Peer, n int) (cost, error) {
	var (
		before, after runtime.MemStats
		left          atomic.Int64
		failed        atomic.Pointer[error]
		group         sync.WaitGroup
		ctx           = context.Background()
	)
	left.Store(int64(n))
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	for range c.callers {
		group.Go(func() {
			for left.Add(-1) >= 0 && failed.Load() == nil {
				if err := c.scenario.Call(ctx, peer); err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	group.Wait()
	elapsed := time.Since(start)
	runtime.ReadMemStats(&after)
	if err := failed.Load(); err != nil {
		return cost{}, *err
	}
	per := func(total uint64) sample.Set { return sample.Set{float64(total) / float64(n)} }
	return cost{
		nanoseconds: per(uint64(elapsed)), //nolint:gosec // never negative
		allocations: per(after.Mallocs - before.Mallocs),
		bytes:       per(after.TotalAlloc - before.TotalAlloc),
	}, nil
}
