package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/report"
	"github.com/streamdl/streamdl-go/bench/sample"
)

// start is a command that is run to its end.
type start struct {
	name    string
	dir     string // of its module
	pkg     string
	args    []string
	base    string // what it is compared with
	seconds sample.Set
	cpu     sample.Set
}

// measureStarts lets the command line and bare programs start in turns. Those that list get their response on loopback.
func measureStarts(s settings) (startCosts, error) {
	const bare, byHand = "a program that prints a line", "a program by hand that lists"
	starts := startCosts{
		{name: bare, dir: ".", pkg: "./programs/bare", base: bare},
		{name: "`streamdl version`", dir: "..", pkg: "./cmd/streamdl", args: []string{"version"}, base: bare},
		{name: byHand, dir: ".", pkg: "./programs/byhand", args: []string{peers.Video}, base: byHand},
		{name: "`streamdl list`", dir: "..", pkg: "./cmd/streamdl", args: []string{"list", peers.Video}, base: byHand},
	}
	dir, err := os.MkdirTemp("", "cost-starts-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	server, err := peers.Scenarios()[0].Serve()
	if err != nil {
		return nil, err
	}
	defer server.Close()
	environment := []string{
		"CLOUDFLARE_API_TOKEN=" + peers.Token,
		"CLOUDFLARE_ACCOUNT_ID=" + peers.Account,
		"CLOUDFLARE_BASE_URL=" + server.BaseURL(),
	}
	var turns []func() error
	for i := range starts {
		binary := filepath.Join(dir, fmt.Sprint(i))
		build := goTool("build", "-C", starts[i].dir, "-trimpath", "-o", binary, starts[i].pkg)
		if output, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("build %s: %w: %s", starts[i].name, err, bytes.TrimSpace(output))
		}
		turns = append(turns, func() error { return starts[i].measure(binary, environment) })
	}
	fmt.Fprintln(os.Stderr, "starts")
	return starts, sample.Rounds(s.startRounds, turns...)
}

func (s *start) measure(binary string, environment []string) error {
	cmd := exec.Command(binary, s.args...) //nolint:gosec,noctx // built above; runs to its end
	cmd.Env = environment
	begin := time.Now()
	output, err := cmd.CombinedOutput()
	elapsed := time.Since(begin)
	if err != nil || len(output) == 0 {
		return fmt.Errorf("%s: %w: %s", s.name, err, bytes.TrimSpace(output))
	}
	s.seconds = append(s.seconds, elapsed.Seconds())
	s.cpu = append(s.cpu, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	return nil
}

type startCosts []start

func (all startCosts) table() string {
	table := report.NewTable("command", "time", "÷ bare", "processor time")
	bases := map[string]sample.Set{}
	for _, s := range all {
		bases[s.name] = s.seconds
	}
	for _, s := range all {
		table.Row(s.name, report.Range(s.seconds, 1e-3, " ms"), report.Ratio(s.seconds, bases[s.base]), report.Range(s.cpu, 1e-3, " ms"))
	}
	return "## Starts\n\nFrom before the process is there until it has ended. `streamdl version` is compared with the first, `streamdl list` " +
		"with the third, which gets the same response on loopback.\n\n" + table.String()
}
