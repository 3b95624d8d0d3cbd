// Command transfer measures the fetch of a file beside curl and aria2, from one nginx on loopback that it runs
// itself. It needs the Debian packages nginx-light, curl and aria2. It writes a table. Run it from bench/:
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
	size, huge   int64 // of the files, in bytes
	rounds, slow int   // of fetches; slow ones are those under a limit, and those of the huge file
}

// What is fetched from the slow server: a file of so many bytes, at so many bytes per second for each connection.
const (
	limited = 38 << 20
	rate    = 1 << 20
)

func main() {
	s := settings{size: 1 << 30, huge: 10 << 30, rounds: 9, slow: 3}
	quick := flag.Bool("quick", false, "small files, few rounds")
	dir := flag.String("dir", "", "where the files go; a folder in memory if there is one")
	table := flag.String("table", "TRANSFER.md", "where the table goes")
	flag.Parse()
	if *quick {
		s = settings{size: 128 << 20, huge: 1 << 30, rounds: 3, slow: 1}
	}
	if err := run(s, *dir, *table); err != nil {
		fmt.Fprintln(os.Stderr, "transfer:", err)
		os.Exit(1)
	}
}

func run(s settings, parent, table string) error {
	dir, err := scratch(parent)
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
	slow, err := startPaced(dir)
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
	return os.WriteFile(table, []byte(text), 0o644) //nolint:gosec // for everybody to read
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
