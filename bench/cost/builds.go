package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/streamdl/streamdl-go/bench/peers"
	"github.com/streamdl/streamdl-go/bench/report"
	"github.com/streamdl/streamdl-go/bench/sample"
)

// program is a program that lists the downloads of a video. All print the same.
type program struct {
	name  string // in the table
	path  string // its package
	heavy bool
}

const allOfCloudflare = peers.Cloudflare + ", as its samples import it"

var programs = []program{
	{name: peers.ByHand, path: "./programs/byhand"},
	{name: peers.Generated, path: "./programs/generated"},
	{name: peers.Wrapper, path: "./programs/wrapper"},
	{name: peers.Cloudflare + ", package stream only", path: "./programs/cloudflarestream"},
	{name: allOfCloudflare, path: "./programs/cloudflare", heavy: true},
}

// build is what it takes to build a program, by rounds.
type build struct {
	seconds, cpu, peak, size sample.Set
	modules, packages        int
}

type buildCosts struct {
	programs []program
	builds   map[string]*build
}

// measureBuilds builds each program from a cache that holds what it needs of the standard library and nothing else.
func measureBuilds(s settings) (buildCosts, error) {
	all := buildCosts{builds: map[string]*build{}}
	for _, p := range programs {
		if !p.heavy || s.heavyRounds > 0 {
			all.programs = append(all.programs, p)
			all.builds[p.name] = &build{}
		}
	}
	dir, err := os.MkdirTemp("", "cost-builds-")
	if err != nil {
		return all, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	standard := filepath.Join(dir, "standard")
	if err := all.prepare(standard); err != nil {
		return all, err
	}
	var light, heavy []func() error
	for _, p := range all.programs {
		turn := func() error { return all.measure(p, standard, dir) }
		if p.heavy {
			heavy = append(heavy, turn)
		} else {
			light = append(light, turn)
		}
	}
	if err := sample.Rounds(s.buildRounds, light...); err != nil {
		return all, err
	}
	return all, sample.Rounds(s.heavyRounds, heavy...)
}

// prepare counts modules and packages, and fills a cache with the standard library.
func (all buildCosts) prepare(cache string) error {
	standard := map[string]bool{}
	for _, p := range all.programs {
		fmt.Fprintln(os.Stderr, "builds: prepare", p.name)
		listed, err := goTool("list", "-tags", "cloudflare", "-deps", "-f", "{{if .Standard}}std{{else}}{{.Module.Path}}{{end}} {{.ImportPath}}", p.path).Output()
		if err != nil {
			return fmt.Errorf("list %s: %w", p.path, err)
		}
		modules := map[string]bool{}
		for line := range strings.Lines(string(listed)) {
			module, path, _ := strings.Cut(strings.TrimSpace(line), " ")
			if module == "std" {
				standard[path] = true
				continue
			}
			modules[module] = true
			all.builds[p.name].packages++
		}
		all.builds[p.name].modules = len(modules) - 1 // its own
	}
	args := []string{"build", "-trimpath"}
	for path := range standard {
		if path != "unsafe" {
			args = append(args, path)
		}
	}
	cmd := goTool(args...)
	cmd.Env = append(cmd.Env, "GOCACHE="+cache)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the standard library: %w: %s", err, output)
	}
	return nil
}

// measure builds a program once, in a copy of the cache and with no output there: a binary that is up to date would not be linked again.
func (all buildCosts) measure(p program, standard, dir string) error {
	fmt.Fprintln(os.Stderr, "builds:", p.name)
	cache, binary := filepath.Join(dir, "cache"), filepath.Join(dir, "binary")
	defer func() { _, _ = os.RemoveAll(cache), os.Remove(binary) }()
	if err := linkTree(standard, cache); err != nil {
		return err
	}
	cmd := goTool("build", "-trimpath", "-tags", "cloudflare", "-o", binary, p.path)
	cmd.Env = append(cmd.Env, "GOCACHE="+cache)
	start := time.Now()
	output, err := cmd.CombinedOutput()
	elapsed := time.Since(start)
	if err != nil {
		return fmt.Errorf("build %s: %w: %s", p.path, err, bytes.TrimSpace(output))
	}
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	used, own := cmd.ProcessState.SysUsage().(*syscall.Rusage), all.builds[p.name]
	own.seconds = append(own.seconds, elapsed.Seconds())
	own.cpu = append(own.cpu, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	own.peak = append(own.peak, float64(used.Maxrss)*1024) // that of the largest process; Linux counts in KiB
	own.size = append(own.size, float64(info.Size()))
	return nil
}

func goTool(args ...string) *exec.Cmd {
	cmd := exec.Command("go", args...) //nolint:gosec,noctx // built from constants; runs to its end
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=-buildvcs=false")
	return cmd
}

// linkTree copies a cache by hard links. The go tool replaces files there and never writes into one.
func linkTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if entry.IsDir() {
			return os.Mkdir(target, 0o700)
		}
		return os.Link(path, target) //nolint:gosec // a folder of this program alone
	})
}

func (all buildCosts) table() string {
	table := report.NewTable("program", "time", "÷ by hand", "processor time", "peak memory", "binary", "more than by hand", "modules", "packages")
	hand := all.builds[peers.ByHand]
	for _, p := range all.programs {
		own := all.builds[p.name]
		base := hand.seconds
		if p.heavy { // its rounds are not those of the others
			base = slices.Repeat(sample.Set{hand.seconds.Summary().Median}, len(own.seconds))
		}
		table.Row(p.name, report.Range(own.seconds, 1, " s"), report.Ratio(own.seconds, base), report.Range(own.cpu, 1, " s"),
			report.Range(own.peak, 1<<20, " MiB"), report.Range(own.size, 1e6, " MB"),
			fmt.Sprintf("%+.0f KB", (own.size.Summary().Median-hand.size.Summary().Median)/1e3),
			fmt.Sprint(own.modules), fmt.Sprint(own.packages))
	}
	return "## Builds and binaries\n\n" +
		"`go build -trimpath` without cgo, from a fresh cache in which the standard library is there already. Peak memory is that of the " +
		"largest process. Binaries are not stripped. Modules and packages are those compiled, without the standard library; the program's own module is not counted.\n\n" +
		table.String()
}
