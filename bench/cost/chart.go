package main

import (
	"slices"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/report"
	"github.com/streamdl/streamdl-go/bench/sample"
)

// chart shows the ratios to code written by hand.
func chart(all calls, built programs) *report.Dots {
	dots := report.NewDots("What a call and a build cost, as a multiple of code written by hand (less is better)", "times as much as by hand")
	for _, c := range all {
		if c.callers > 1 && c.callers < slices.Max(manyCallers) {
			continue
		}
		for _, maker := range peers.Makers()[1:] {
			dots.Add("time: "+c.String(), maker.Name, c.ratios(maker.Name, nanoseconds))
		}
	}
	for _, maker := range peers.Makers()[1:] {
		dots.Add("allocations: list", maker.Name, all.listed(inMemory).ratios(maker.Name, allocations))
	}
	hand := built[0]
	for _, p := range built[1:] {
		peer := p.name
		if peer != allOfCloudflare && !slices.ContainsFunc(peers.Makers(), func(m peers.Maker) bool { return m.Name == peer }) {
			peer = peers.Cloudflare
		}
		by := func(base sample.Set) sample.Set {
			return slices.Repeat(sample.Set{base.Summary().Median}, len(p.seconds))
		}
		dots.Add("time of a build", peer, p.seconds.To(by(hand.seconds)))
		dots.Add("memory of a build", peer, p.peak.To(by(hand.peak)))
		dots.Add("size of a binary", peer, p.size.To(by(hand.size)))
	}
	return dots
}
