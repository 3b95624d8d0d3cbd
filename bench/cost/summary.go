package main

import (
	"fmt"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/report"
)

// summary is the table for whoever reads one: a list, a build, a binary.
func summary(all calls, built programs) string {
	table := report.NewTable("", "list in memory, ÷ by hand", "allocations", "bytes", "list on loopback, ÷ by hand", "build", "peak memory", "binary", "modules")
	memory, network := all.listed(inMemory), all.listed(loopback)
	for _, p := range built {
		name := p.name
		if memory.costs[name] == nil {
			name = peers.Cloudflare // the same code, imported in another way
		}
		table.Row(p.name,
			report.Times(memory.ratios(name, nanoseconds)), report.Count(memory.costs[name].allocations), report.Count(memory.costs[name].bytes),
			report.Times(network.ratios(name, nanoseconds)),
			report.Range(p.seconds, 1, " s"), report.Range(p.peak, 1<<20, " MiB"), report.Range(p.size, 1e6, " MB"), fmt.Sprint(p.modules))
	}
	return table.String()
}
