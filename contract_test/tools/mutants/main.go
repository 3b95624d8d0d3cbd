// Command mutants proves that the contract suite can fail. It changes the document, the wire or the code in one
// small way at a time, and expects the test that it names to go red. See README.md of the module for its use.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	root := flag.String("root", "../..", "the root of the module whose suite is tried")
	quick := flag.Bool("quick", false, "only a sample of the mutants that are slow")
	only := flag.String("only", "", "only the mutants whose name contains this")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	absolute, err := filepath.Abs(*root)
	if err == nil {
		err = runAll(ctx, absolute, *only, *quick)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1) //nolint:gocritic // nothing is left to stop
	}
}
