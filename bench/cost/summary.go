package main

import (
	"fmt"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/report"
	"github.com/streamdl/streamdl-go/bench/sample"
)

// summary is the table for whoever reads one: a list, a build, a binary.
func summary(calls callCosts, builds buildCosts) string {
	table := report.NewTable("", "list in memory, ÷ by hand", "allocations", "bytes", "list on loopback, ÷ by hand", "build", "peak memory", "binary", "modules")
	nanoseconds := func(c *cost) sample.Set { return c.nanoseconds }
	list := peers.Scenarios()[0]
	memory, network := call{list, inMemory, 1}, call{list, loopback, 1}
	for _, p := range builds.programs {
		name := p.name
		if _, known := calls.costs[memory.String()][name]; !known {
			name = peers.Cloudflare // the same code, imported in another way
		}
		own, built := calls.costs[memory.String()][name], builds.builds[p.name]
		table.Row(p.name,
			report.Times(calls.ratios(name, memory, nanoseconds)), report.Count(own.allocations), report.Count(own.bytes),
			report.Times(calls.ratios(name, network, nanoseconds)),
			report.Range(built.seconds, 1, " s"), report.Range(built.peak, 1<<20, " MiB"), report.Range(built.size, 1e6, " MB"), fmt.Sprint(built.modules))
	}
	return table.String()
}
