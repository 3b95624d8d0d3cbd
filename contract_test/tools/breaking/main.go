// Command breaking compares the document with the one of an earlier commit, and fails if somebody who calls the API
// by the earlier one would be broken by the present one.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	base := flag.String("base", "", "the commit, branch or tag to compare with")
	root := flag.String("root", "../..", "the root of the repository")
	path := flag.String("document", "openapi/downloads.yaml", "the document, from the root")
	exceptions := flag.String("exceptions", "breaking/exceptions.json", "the reviewed exceptions")
	flag.Parse()
	if err := run(*base, *root, *path, *exceptions); err != nil {
		fmt.Fprintln(os.Stderr, "breaking:", err)
		os.Exit(1)
	}
}

func run(base, root, path, exceptions string) error {
	if base == "" {
		return fmt.Errorf("name what to compare with: -base REF")
	}
	command := exec.CommandContext(context.Background(), "git", "-C", root, "show", "--end-of-options", base+":"+path) //nolint:gosec // git
	var said strings.Builder
	command.Stderr = &said
	before, err := command.Output()
	if err != nil {
		return fmt.Errorf("git show %s:%s: %w: %s", base, path, err, strings.TrimSpace(said.String()))
	}
	after, err := os.ReadFile(filepath.Join(root, path)) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	reviewed, err := readExceptions(exceptions)
	if err != nil {
		return err
	}
	changes, err := compare(before, after)
	if err != nil {
		return err
	}
	for _, c := range changes {
		fmt.Println(c)
	}
	if err := judge(changes, reviewed); err != nil {
		return err
	}
	fmt.Printf("%d changes since %s, and none that breaks callers but for the %d reviewed\n", len(changes), base, len(reviewed))
	return nil
}
