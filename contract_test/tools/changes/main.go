// Command changes compares the document with another: with the one of an earlier commit, and then it fails if somebody
// who calls the API by the earlier one would be broken by the present one; or with one that is published upstream, and
// then it fails with each difference that nobody has reviewed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	base := flag.String("base", "", "the commit, branch or tag to compare with")
	upstream := flag.String("upstream", "", "the upstream document to compare with, JSON or YAML")
	root := flag.String("root", "../..", "the root of the repository")
	path := flag.String("document", "openapi/downloads.yaml", "the document, from the root")
	flag.Parse()
	var err error
	switch {
	case (*base == "") == (*upstream == ""):
		err = errors.New("name what to compare with: -base REF or -upstream FILE")
	case *base != "":
		err = sinceBase(*base, *root, *path, "changes/breaking.json")
	default:
		err = toUpstream(*upstream, filepath.Join(*root, *path), "changes/drift.json")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "changes:", err)
		os.Exit(1)
	}
}

// sinceBase reports what changed since a commit. A change that breaks somebody has to be reviewed.
func sinceBase(base, root, path, exceptions string) error {
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
	changes, err := compare(before, after)
	if err != nil {
		return err
	}
	return report(changes, breaking, exceptions)
}

// toUpstream reports what would change if the document were as upstream. Every change has to be reviewed.
func toUpstream(upstream, path, exceptions string) error {
	ours, err := os.ReadFile(path) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	text, err := os.ReadFile(upstream) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	theirs, err := reduce(text, ours)
	if err != nil {
		return fmt.Errorf("%s: %w", upstream, err)
	}
	if ours, err = reduce(ours, ours); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	changes, err := compare(ours, theirs)
	if err != nil {
		return err
	}
	return report(slices.DeleteFunc(changes, isName), compatible, exceptions)
}

func report(changes []change, reviewFrom severity, exceptions string) error {
	counts := map[severity]int{}
	for _, c := range changes {
		counts[c.severity]++
		fmt.Println(c)
	}
	fmt.Printf("%d changes: %d break callers, %d may, %d are compatible\n", len(changes), counts[breaking], counts[doubtful], counts[compatible])
	reviewed, err := readExceptions(exceptions)
	if err != nil {
		return err
	}
	return review(changes, reviewFrom, reviewed)
}
