package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/streamdl/streamdl-go/bench/sample"
)

type bench struct {
	dir, driver string
	server      *nginx
	slow        *paced
	files       files
}

// group is one thing to do, and those who do it in turns. The first is what the others are compared with.
type group struct {
	name   string
	file   served
	rounds int
	paced  bool // by the slow server
	ways   []way
}

// way is one way to fetch. %s in args is the URL, %o the target.
type way struct {
	name    string
	args    []string
	discard bool // it has no target
	seconds sample.Set
	cpu     sample.Set
	busy    sample.Set // processors, those of nginx included
	peak    sample.Set
}

func (b *bench) groups(s settings) []group {
	curl := []string{"curl", "-sS", "--fail", "-o", "%o", "%s"}
	aria := func(streams string) []string {
		return []string{"aria2c", "-q", "--file-allocation=none", "--allow-overwrite=true", "-x" + streams, "-s" + streams,
			"--min-split-size=1M", "-d", b.dir, "--out=target.mp4", "%s"}
	}
	own := func(more ...string) []string { return append([]string{b.driver, "-url", "%s", "-o", "%o"}, more...) }
	ranges := []way{
		{name: "curl", args: curl},
		{name: "aria2c, 4 connections", args: aria("4")},
		{name: "streamdl, 4 ranges, SHA-256", args: own("-streams=4")},
	}
	return []group{
		{name: "one stream", file: b.files.whole, rounds: s.rounds, ways: []way{
			{name: "curl", args: curl},
			{name: "curl, then sha256sum", args: []string{"sh", "-c", `curl -sS --fail -o "$0" "$1" && sha256sum "$0"`, "%o", "%s"}},
			{name: "aria2c", args: aria("1")},
			{name: "streamdl, SHA-256", args: own()},
		}},
		{name: "parallel ranges", file: b.files.whole, rounds: s.rounds,
			ways: slices.Clone(ranges)},
		{name: fmt.Sprintf("parallel ranges, %d MiB/s for each connection, %.1f s at best", rate>>20, float64(limited)/(4*rate)),
			file: b.files.limited, rounds: s.slow, paced: true, ways: slices.Clone(ranges)},
		{name: "peak memory", file: b.files.huge, rounds: s.slow, ways: []way{
			{name: "curl, to nowhere", args: []string{"curl", "-sS", "--fail", "-o", "/dev/null", "%s"}, discard: true},
			{name: "streamdl, to nowhere, SHA-256", args: []string{b.driver, "-url", "%s"}, discard: true},
			{name: "streamdl, 4 ranges to a file, SHA-256", args: own("-streams=4")},
		}},
	}
}

func (b *bench) measure(g *group) error {
	var turns []func() error
	for i := range g.ways {
		turns = append(turns, func() error {
			if err := b.fetch(g, &g.ways[i]); err != nil {
				return fmt.Errorf("%s: %w", g.ways[i].name, err)
			}
			return nil
		})
	}
	return sample.Rounds(g.rounds, turns...)
}

func (b *bench) fetch(g *group, w *way) error {
	fmt.Fprintf(os.Stderr, "%s: %s\n", g.name, w.name)
	target := filepath.Join(b.dir, "target.mp4")
	defer func() { _ = os.Remove(target) }()
	url := b.server.url(g.file.name)
	if g.paced {
		url = b.slow.url(g.file.name)
	}
	args := strings.Split(strings.NewReplacer("%s", url, "%o", target).Replace(strings.Join(w.args, "\x00")), "\x00")
	cmd := exec.Command(args[0], args[1:]...) //nolint:gosec,noctx // built above; runs to its end
	start, served := time.Now(), b.server.cpu()
	output, err := cmd.CombinedOutput()
	elapsed := time.Since(start)
	served = b.server.cpu() - served
	if err != nil {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(output))
	}
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	w.seconds = append(w.seconds, elapsed.Seconds())
	own := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	w.cpu = append(w.cpu, own.Seconds())
	w.busy = append(w.busy, (own+served).Seconds()/elapsed.Seconds())
	w.peak = append(w.peak, float64(used.Maxrss)*1024) // Linux counts in KiB
	if w.discard {
		return nil
	}
	return g.file.compare(target)
}

// compare finds out whether the file that came is the one that was served. Of the huge one only the size is compared.
func (f served) compare(target string) error {
	info, err := os.Stat(target)
	if err != nil {
		return err
	}
	if info.Size() != f.size {
		return fmt.Errorf("%d bytes came, want %d", info.Size(), f.size)
	}
	if f.name == "huge.mp4" {
		return nil
	}
	sum, err := checksum(target)
	if err == nil && sum != f.checksum {
		err = errors.New("another file came than was served")
	}
	return err
}

func buildDriver(path string) error {
	output, err := exec.Command("go", "build", "-o", path, "./fetch").CombinedOutput() //nolint:gosec,noctx // runs to its end
	if err != nil {
		return fmt.Errorf("build the driver: %w: %s", err, bytes.TrimSpace(output))
	}
	return nil
}

// tools says which versions were measured.
func tools() string {
	var all []string
	for _, args := range [][]string{{"curl", "--version"}, {"aria2c", "--version"}, {find("nginx", "/usr/sbin/nginx"), "-v"}} {
		output, _ := exec.Command(args[0], args[1:]...).CombinedOutput() //nolint:gosec,noctx // constants; missing ones fail later
		line, _, _ := strings.Cut(string(output), "\n")
		words := strings.Fields(strings.TrimPrefix(line, "nginx version: "))
		all = append(all, strings.Join(words[:min(len(words), 3)], " "))
	}
	return strings.Join(all, ", ")
}
