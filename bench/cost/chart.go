package main

import (
	"slices"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/report"
	"github.com/streamdl/streamdl-go/bench/sample"
)

// chart shows the ratios to code written by hand.
func chart(calls callCosts, builds buildCosts) report.Dots {
	dots := report.Dots{
		Title: "What a call and a build cost, as a multiple of code written by hand (less is better)",
		Axis:  "times as much as by hand",
	}
	series := map[string]report.Series{}
	for _, maker := range peers.Makers()[1:] {
		series[maker.Name] = report.Series{Name: maker.Name, Ratios: map[string]sample.Set{}}
	}
	series[allOfCloudflare] = report.Series{Name: allOfCloudflare, Ratios: map[string]sample.Set{}}
	add := func(row, peer string, ratios sample.Set) {
		if !slices.Contains(dots.Rows, row) {
			dots.Rows = append(dots.Rows, row)
		}
		series[peer].Ratios[row] = ratios
	}
	for _, c := range calls.calls {
		if c.callers > 1 && c.callers < callers[len(callers)-1] {
			continue
		}
		for _, maker := range peers.Makers()[1:] {
			add("time: "+c.String(), maker.Name, calls.ratios(maker.Name, c, func(c *cost) sample.Set { return c.nanoseconds }))
		}
	}
	for _, maker := range peers.Makers()[1:] {
		add("allocations: list", maker.Name, calls.ratios(maker.Name, calls.calls[0], func(c *cost) sample.Set { return c.allocations }))
	}
	hand := builds.builds[peers.ByHand]
	for _, p := range builds.programs[1:] {
		own, peer := builds.builds[p.name], p.name
		if _, ok := series[peer]; !ok {
			peer = peers.Cloudflare
		}
		by := func(base sample.Set) sample.Set {
			return slices.Repeat(sample.Set{base.Summary().Median}, len(own.seconds))
		}
		add("time of a build", peer, own.seconds.To(by(hand.seconds)))
		add("memory of a build", peer, own.peak.To(by(hand.peak)))
		add("size of a binary", peer, own.size.To(by(hand.size)))
	}
	for _, name := range []string{peers.Generated, peers.Wrapper, peers.Cloudflare, allOfCloudflare} {
		if len(series[name].Ratios) > 0 {
			dots.Peers = append(dots.Peers, series[name])
		}
	}
	return dots
}
