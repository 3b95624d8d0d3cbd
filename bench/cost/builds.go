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

// program is a program that lists the downloads of a video, and what it takes to build it, by rounds. All print the same.
type program struct {
	name  string // in the table
	path  string // its package
	heavy bool

	seconds, cpu, peak, size sample.Set
	modules, packages        int
}

// programs are what is built. The first is what the others are compared with.
type programs []*program

const allOfCloudflare = peers.Cloudflare + ", as its samples import it"

// measureBuilds builds each program from a cache that holds what it needs of the standard library and nothing else.
func measureBuilds(s settings) (programs, error) {
	all := programs{
		{name: peers.ByHand, path: "./programs/byhand"},
		{name: peers.Generated, path: "./programs/generated"},
		{name: peers.Wrapper, path: "./programs/wrapper"},
		{name: peers.Cloudflare + ", package stream only", path: "./programs/cloudflarestream"},
	}
	if s.heavyRounds > 0 {
		all = append(all, &program{name: allOfCloudflare, path: "./programs/cloudflare", heavy: true})
	}
	dir, err := os.MkdirTemp("", "cost-builds-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	standard := filepath.Join(dir, "standard")
	if err := all.prepare(standard); err != nil {
		return nil, err
	}
	var light, heavy []func() error
	for _, p := range all {
		turn := func() error { return p.measure(standard, dir) }
		if p.heavy {
			heavy = append(heavy, turn)
		} else {
			light = append(light, turn)
		}
	}
	if err := sample.Rounds(s.buildRounds, light...); err != nil {
		return nil, err
	}
	return all, sample.Rounds(s.heavyRounds, heavy...)
}

// prepare counts modules and packages, and fills a cache with the standard library.
func (all programs) prepare(cache string) error {
	standard := map[string]bool{}
	for _, p := range all {
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
			p.packages++
		}
		p.modules = len(modules) - 1 // its own
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

// measure builds the program once, in a copy of the cache and with no output there: a binary that is up to date would not be linked again.
func (p *program) measure(standard, dir string) error {
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
	used := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	p.seconds = append(p.seconds, elapsed.Seconds())
	p.cpu = append(p.cpu, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds())
	p.peak = append(p.peak, float64(used.Maxrss)*1024) // that of the largest process; Linux counts in KiB
	p.size = append(p.size, float64(info.Size()))
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

func (all programs) table() string {
	table := report.NewTable("program", "time", "÷ by hand", "processor time", "peak memory", "binary", "more than by hand", "modules", "packages")
	hand := all[0]
	for _, p := range all {
		base := hand.seconds
		if p.heavy { // its rounds are not those of the others
			base = slices.Repeat(sample.Set{hand.seconds.Summary().Median}, len(p.seconds))
		}
		table.Row(p.name, report.Range(p.seconds, 1, " s"), report.Ratio(p.seconds, base), report.Range(p.cpu, 1, " s"),
			report.Range(p.peak, 1<<20, " MiB"), report.Range(p.size, 1e6, " MB"),
			fmt.Sprintf("%+.0f KB", (p.size.Summary().Median-hand.size.Summary().Median)/1e3),
			fmt.Sprint(p.modules), fmt.Sprint(p.packages))
	}
	return "## Builds and binaries\n\n" +
		"`go build -trimpath` without cgo, from a fresh cache in which the standard library is there already. Peak memory is that of the " +
		"largest process. Binaries are not stripped. Modules and packages are those compiled, without the standard library; the program's own module is not counted.\n\n" +
		table.String()
}
