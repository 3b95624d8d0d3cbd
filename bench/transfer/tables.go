package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/streamdl/streamdl-go/bench/report"
	"github.com/streamdl/streamdl-go/bench/sample"
)

func tables(groups []group) string {
	var text strings.Builder
	for _, g := range groups {
		table := report.NewTable("client", "time", "speed", "speed ÷ "+g.ways[0].name, "processor time", "processors busy", "peak memory")
		for _, w := range g.ways {
			table.Row(w.name, report.Range(w.seconds, 1, " s"), report.Range(speeds(g, w), 1e6, " MB/s"),
				report.Ratio(speeds(g, w), speeds(g, g.ways[0])), report.Range(w.cpu, 1, " s"), report.Range(w.busy, 1, ""), report.Range(w.peak, 1<<20, " MiB"))
		}
		fmt.Fprintf(&text, "## %s, %d MiB\n\n%s\n", strings.ToUpper(g.name[:1])+g.name[1:], g.file.size>>20, table)
	}
	fmt.Fprintf(&text, "The best where each connection has a limit is that of four that are busy to the end; a "+
		"server in Go paces them, without bursts. Processors busy counts client and nginx "+
		"together: where all are, there is nothing that more streams could gain. Peak memory is never reported as less than that of the measuring program, %s.\n", ownPeak())
	return text.String()
}

func speeds(g group, w way) sample.Set {
	return slices.Repeat(sample.Set{float64(g.file.size)}, len(w.seconds)).To(w.seconds)
}

// ownPeak is the most memory that this program had, which a child starts with in the books of the kernel.
func ownPeak() string {
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if peak, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.Join(strings.Fields(peak), " ")
		}
	}
	return "which is not known here"
}
