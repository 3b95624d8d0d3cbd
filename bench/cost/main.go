// Command cost measures what a call, a build, a binary and a start cost: with the wrapper, with the generated client
// alone, by hand, and with the official SDK. It writes a table and a chart. Run it from bench/:
//
//	go run ./cost          all of it: about twenty minutes, most of them for the builds of the official SDK
//	go run ./cost -quick   a rough measure, without those builds: about two minutes
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/streamdl/streamdl-go/bench/report"
)

type settings struct {
	callRounds, buildRounds, startRounds int
	heavyRounds                          int           // builds of the official SDK as its samples import it; 0 is none
	sample                               time.Duration // how long one of calls takes at least
}

func main() {
	s := settings{callRounds: 15, buildRounds: 7, heavyRounds: 3, startRounds: 50, sample: 100 * time.Millisecond}
	quick := flag.Bool("quick", false, "few rounds, and no builds of all of cloudflare-go")
	table := flag.String("table", "RESULTS.md", "where the tables go")
	picture := flag.String("chart", "cost.svg", "where the chart goes")
	flag.Parse()
	if *quick {
		s = settings{callRounds: 3, buildRounds: 1, startRounds: 5, sample: 5 * time.Millisecond}
	}
	if err := run(s, *table, *picture); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run(s settings, table, picture string) error {
	// The builds come first: the memory of a child is never reported as less than its parent's.
	builds, err := measureBuilds(s)
	if err != nil {
		return err
	}
	starts, err := measureStarts(s)
	if err != nil {
		return err
	}
	calls, err := measureCalls(s)
	if err != nil {
		return err
	}
	text := strings.Join([]string{
		"# What a call, a build and a binary cost",
		"Written by `make bench`. " + report.Machine() + ". Medians, in brackets the least and the most; a ratio is the " +
			"median of the ratios of each round. All peers take turns in one run, get the same responses, and are checked to make the same of them.",
		summary(calls, builds), calls.table(), builds.table(), starts.table(),
	}, "\n\n")
	fmt.Print(text)
	if err := os.WriteFile(table, []byte(text), 0o644); err != nil { //nolint:gosec // for everybody to read
		return err
	}
	return chart(calls, builds).Save(picture)
}
