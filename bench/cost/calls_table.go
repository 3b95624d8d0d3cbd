package main

import (
	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/report"
)

func (all calls) table() string {
	table := report.NewTable("call", "peer", "time", "÷ by hand", "÷ cloudflare-go", "allocations", "÷ by hand", "bytes", "÷ by hand")
	for _, c := range all {
		hand, official := c.costs[peers.ByHand], c.costs[peers.Cloudflare]
		for _, maker := range peers.Makers() {
			own := c.costs[maker.Name]
			if len(own.nanoseconds) == 0 {
				table.Row(c.String(), maker.Name, "returns a zero value and no error")
				continue
			}
			table.Row(c.String(), maker.Name,
				report.Range(own.nanoseconds, 1000, " µs"), report.Ratio(own.nanoseconds, hand.nanoseconds),
				report.Ratio(own.nanoseconds, official.nanoseconds),
				report.Count(own.allocations), report.Count(own.allocations.To(hand.allocations)),
				report.Count(own.bytes), report.Count(own.bytes.To(hand.bytes)))
		}
	}
	return "## Calls\n\n" +
		"In memory, a canned response takes the place of the network; on loopback, a server in the same process writes the same bytes " +
		"and allocates nothing. By hand is `net/http` and `encoding/json`, without checks of arguments, retries, pace or a bound on the response; " +
		"streamdl does all of these. Time with several goroutines is the time of the wall divided by the calls.\n\n" + table.String()
}
