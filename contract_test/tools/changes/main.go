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
	"slices"
	"strings"

	"github.com/streamdl/streamdl-go/openapi"
)

func main() {
	base := flag.String("base", "", "the commit, branch or tag to compare with")
	upstream := flag.String("upstream", "", "the upstream document to compare with, JSON or YAML")
	flag.Parse()
	var err error
	switch {
	case (*base == "") == (*upstream == ""):
		err = errors.New("name what to compare with: -base REF or -upstream FILE")
	case *base != "":
		err = sinceBase(*base)
	default:
		err = toUpstream(*upstream)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "changes:", err)
		os.Exit(1)
	}
}

// sinceBase reports what changed since a commit. A change that breaks somebody has to be reviewed.
func sinceBase(base string) error {
	at := base + ":openapi/downloads.yaml"
	command := exec.CommandContext(context.Background(), "git", "show", "--end-of-options", at) //nolint:gosec // git
	var said strings.Builder
	command.Stderr = &said
	before, err := command.Output()
	if err != nil {
		return fmt.Errorf("git show %s: %w: %s", at, err, strings.TrimSpace(said.String()))
	}
	changes, err := compare(before, openapi.Document())
	if err != nil {
		return err
	}
	return report(changes, breaking, acceptedBreaking)
}

// toUpstream reports what would change if the document were as upstream. Every change has to be reviewed.
func toUpstream(upstream string) error {
	text, err := os.ReadFile(upstream) //nolint:gosec // named by the caller
	if err != nil {
		return err
	}
	theirs, err := reduce(text, openapi.Document())
	if err != nil {
		return fmt.Errorf("%s: %w", upstream, err)
	}
	ours, err := reduce(openapi.Document(), openapi.Document())
	if err != nil {
		return fmt.Errorf("our document: %w", err)
	}
	changes, err := compare(ours, theirs)
	if err != nil {
		return err
	}
	return report(slices.DeleteFunc(changes, isName), compatible, acceptedDrift)
}

func report(changes []change, reviewFrom severity, accepted []byte) error {
	counts := map[severity]int{}
	for _, c := range changes {
		counts[c.severity]++
		fmt.Println(c)
	}
	fmt.Printf("%d changes: %d break callers, %d may, %d are compatible\n", len(changes), counts[breaking], counts[doubtful], counts[compatible])
	reviewed, err := readExceptions(accepted)
	if err != nil {
		return err
	}
	return review(changes, reviewFrom, reviewed)
}
