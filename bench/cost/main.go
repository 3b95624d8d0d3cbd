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
	heavyRounds                          int // builds of the official SDK as its samples import it
	sample                               time.Duration
	table, chart                         string
}

func main() {
	var s settings
	quick := flag.Bool("quick", false, "few rounds, and no builds of all of cloudflare-go")
	flag.IntVar(&s.callRounds, "calls", 15, "rounds of calls")
	flag.IntVar(&s.buildRounds, "builds", 7, "rounds of builds")
	flag.IntVar(&s.heavyRounds, "heavy", 3, "rounds of builds of all of cloudflare-go; 0 leaves them out")
	flag.IntVar(&s.startRounds, "starts", 50, "rounds of starts")
	flag.DurationVar(&s.sample, "sample", 100*time.Millisecond, "how long a sample of calls takes at least")
	flag.StringVar(&s.table, "table", "RESULTS.md", "where the tables go")
	flag.StringVar(&s.chart, "chart", "cost.svg", "where the chart goes")
	flag.Parse()
	if *quick {
		settle(map[string]string{"calls": "3", "builds": "1", "heavy": "0", "starts": "5", "sample": "5ms"})
	}
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

// settle sets the flags that were not given.
func settle(values map[string]string) {
	flag.Visit(func(f *flag.Flag) { delete(values, f.Name) })
	for name, value := range values {
		_ = flag.Set(name, value) // constants that parse
	}
}

func run(s settings) error {
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
	if err := os.WriteFile(s.table, []byte(text), 0o644); err != nil { //nolint:gosec // for everybody to read
		return err
	}
	return chart(calls, builds).Save(s.chart)
}
