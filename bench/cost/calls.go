package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/sample"
)

// manyCallers are how many goroutines share one client, after one alone.
var manyCallers = []int{4, 16, 64, 256}

const (
	inMemory = "in memory"
	loopback = "loopback"
)

// call is one thing that is measured, the same for all peers, and what it costs each of them.
type call struct {
	scenario peers.Scenario
	way      string
	callers  int
	costs    map[string]*cost // by peer
}

func (c call) String() string {
	if c.callers > 1 {
		return fmt.Sprintf("%s, %s, %d goroutines", c.scenario.Name, c.way, c.callers)
	}
	return c.scenario.Name + ", " + c.way
}

// ratios are those of a peer to code written by hand.
func (c call) ratios(peer string, of func(*cost) sample.Set) sample.Set {
	return of(c.costs[peer]).To(of(c.costs[peers.ByHand]))
}

// cost is what a call costs one peer, by rounds.
type cost struct{ nanoseconds, allocations, bytes sample.Set }

func nanoseconds(c *cost) sample.Set { return c.nanoseconds }
func allocations(c *cost) sample.Set { return c.allocations }

type calls []call

// listed is the list by one goroutine, in one of the ways.
func (all calls) listed(way string) call {
	return all[slices.IndexFunc(all, func(c call) bool { return c.way == way })]
}

// measureCalls lets all peers take turns at each call: every scenario alone, then the list by many goroutines.
func measureCalls(s settings) (calls, error) {
	var all calls
	for _, way := range []string{inMemory, loopback} {
		for _, scenario := range peers.Scenarios() {
			all = append(all, call{scenario: scenario, way: way, callers: 1})
		}
	}
	for _, n := range manyCallers {
		for _, way := range []string{inMemory, loopback} {
			all = append(all, call{scenario: peers.Scenarios()[0], way: way, callers: n})
		}
	}
	for i := range all {
		fmt.Fprintln(os.Stderr, "calls:", all[i])
		if err := all[i].measure(s); err != nil {
			return nil, fmt.Errorf("%s: %w", all[i], err)
		}
	}
	return all, nil
}

func (c *call) measure(s settings) error {
	baseURL, client := "https://api.cloudflare.com/client/v4", c.scenario.Canned()
	if c.way == loopback {
		server, err := c.scenario.Serve()
		if err != nil {
			return err
		}
		defer server.Close()
		baseURL, client = server.BaseURL(), peers.LoopbackClient(c.callers)
		defer client.CloseIdleConnections()
	}
	c.costs = map[string]*cost{}
	var turns []func() error
	for _, maker := range peers.Makers() {
		total := &cost{}
		c.costs[maker.Name] = total
		if slices.Contains(c.scenario.Missed, maker.Name) {
			continue
		}
		peer, err := maker.New(baseURL, client)
		if err != nil {
			return err
		}
		n, err := c.calibrate(peer, s.sample)
		if err != nil {
			return fmt.Errorf("%s: %w", maker.Name, err)
		}
		turns = append(turns, func() error {
			one, err := c.repeat(peer, n)
			total.nanoseconds = append(total.nanoseconds, one.nanoseconds...)
			total.allocations = append(total.allocations, one.allocations...)
			total.bytes = append(total.bytes, one.bytes...)
			return err
		})
	}
	return sample.Rounds(s.callRounds, turns...)
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
