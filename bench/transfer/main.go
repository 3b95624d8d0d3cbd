// Command transfer measures the fetch of a file beside curl and aria2, from one nginx on loopback that it runs
// itself. It needs the Debian packages nginx-light, curl and aria2. It writes a table and a chart. Run it from bench/:
//
//	go run ./transfer          all of it: about six minutes, 14 GiB of memory or disk
//	go run ./transfer -quick   a rough measure at small files: under a minute
package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/streamdl/streamdl-go/bench/report"
)

type settings struct {
	dir                 string
	size, limited, huge int64 // of the files, in bytes
	rate                int64 // of a limited connection, in bytes per second
	rounds, slow        int
	table, chart        string
}

func main() {
	var s settings
	quick := flag.Bool("quick", false, "small files, few rounds")
	flag.StringVar(&s.dir, "dir", "", "where the files go; a folder in memory if there is one")
	flag.IntVar(&s.rounds, "rounds", 9, "rounds of fetches")
	flag.IntVar(&s.slow, "slow", 3, "rounds of fetches under a limit, and of the huge file")
	flag.StringVar(&s.table, "table", "TRANSFER.md", "where the table goes")
	flag.StringVar(&s.chart, "chart", "transfer.svg", "where the chart goes")
	flag.Parse()
	s.size, s.limited, s.huge, s.rate = 1<<30, 38<<20, 10<<30, 1<<20
	if *quick {
		s.size, s.huge, s.rounds, s.slow = 128<<20, 1<<30, 3, 1
	}
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "transfer:", err)
		os.Exit(1)
	}
}

func run(s settings) error {
	dir, err := scratch(s.dir)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	files, err := makeFiles(filepath.Join(dir, "served"), s)
	if err != nil {
		return err
	}
	server, err := startNginx(dir)
	if err != nil {
		return err
	}
	defer server.stop()
	slow, err := startPaced(dir, s.rate)
	if err != nil {
		return err
	}
	defer func() { _ = slow.Close() }()
	driver := filepath.Join(dir, "fetch")
	if err := buildDriver(driver); err != nil {
		return err
	}
	bench := &bench{dir: dir, driver: driver, server: server, slow: slow, files: files}
	groups := bench.groups(s)
	for i := range groups {
		if err := bench.measure(&groups[i]); err != nil {
			return fmt.Errorf("%s: %w", groups[i].name, err)
		}
	}
	text := strings.Join([]string{
		"# What a transfer costs",
		"Written by `make bench-transfer`. " + report.Machine() + ". " + tools() + ". Medians, in brackets the least and the most; a ratio is " +
			"the median of the ratios of each round. All take turns in one run, fetch from one nginx on loopback (sendfile), read from and write to " +
			kind(dir) + ", and every file that came is compared with the one served.",
		tables(groups),
	}, "\n\n")
	fmt.Print(text)
	if err := os.WriteFile(s.table, []byte(text), 0o644); err != nil { //nolint:gosec // for everybody to read
		return err
	}
	return chart(groups).Save(s.chart)
}

// scratch makes a folder, in memory where that is possible: a disk would be measured otherwise.
func scratch(parent string) (string, error) {
	const memory = "/dev/shm"
	if _, err := os.Stat(memory); parent == "" && err == nil {
		parent = memory
	}
	dir, err := os.MkdirTemp(cmp.Or(parent, os.TempDir()), "transfer-")
	if err != nil {
		return "", err
	}
	// nginx may serve as another user.
	return dir, os.Chmod(dir, 0o755) //nolint:gosec // nothing in it is secret
}

func kind(dir string) string {
	if strings.HasPrefix(dir, "/dev/shm/") {
		return "memory (tmpfs)"
	}
	return "a disk"
}
