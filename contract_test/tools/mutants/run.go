package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// runAll runs the whole catalogue and prints the table and the score.
func runAll(ctx context.Context, root, only string, quick bool) error {
	start := time.Now()
	work, err := os.MkdirTemp("", "mutants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work) //nolint:errcheck // a folder for temporary files
	s, err := compile(ctx, root, work)
	if err != nil {
		return err
	}
	chosen := choose(catalogue(), only, quick)
	if err := checkCatalogue(ctx, s, chosen); err != nil {
		return err
	}
	if err := checkControls(ctx, s, chosen); err != nil {
		return err
	}
	results := tryAll(ctx, s, chosen)
	printTable(results)
	printScore(results, time.Since(start))
	return wrong(results)
}

// checkCatalogue finds mutants whose test does not exist, names that are there twice, and equivalents of nothing.
func checkCatalogue(ctx context.Context, s *suite, chosen []mutant) error {
	tests, err := s.tests(ctx)
	if err != nil {
		return err
	}
	var errs []error
	names := map[string]bool{}
	for _, m := range catalogue() {
		if names[m.name] {
			errs = append(errs, fmt.Errorf("two mutants are called %q", m.name))
		}
		names[m.name] = true
	}
	for _, m := range chosen {
		if !tests[m.test] {
			errs = append(errs, fmt.Errorf("%s: the suite has no test %s", m.name, m.test))
		}
	}
	for name := range equivalents {
		if !names[name] {
			errs = append(errs, fmt.Errorf("the list of equivalents is stale: there is no mutant %q", name))
		}
	}
	return errors.Join(errs...)
}

// checkControls runs each test that a mutant names without any change, in the way in which its family does.
func checkControls(ctx context.Context, s *suite, chosen []mutant) error {
	tests := map[string][]string{} // by family
	for _, m := range chosen {
		if !slices.Contains(tests[m.family], m.test) {
			tests[m.family] = append(tests[m.family], m.test)
		}
	}
	for _, control := range []mutant{unchangedDocument(), unchangedWire(), unchangedCode()} {
		if len(tests[control.family]) == 0 {
			continue
		}
		run, err := control.try(ctx, s, strings.Join(tests[control.family], "|"))
		if err != nil {
			return fmt.Errorf("the unchanged %s: %w", control.family, err)
		}
		if !run.green {
			return fmt.Errorf("the unchanged %s is not green, so nothing can be told: %s", control.family, run.output)
		}
	}
	return nil
}

// choose takes what is asked for. Quick takes all mutants of the document, and of the others every so many.
func choose(all []mutant, only string, quick bool) []mutant {
	every := map[string]int{"document": 1, "wire": 6, "code": 24}
	seen := map[string]int{}
	var chosen []mutant
	for _, m := range all {
		seen[m.family]++
		if strings.Contains(m.name, only) && (!quick || seen[m.family]%every[m.family] == 0) {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

func tryAll(ctx context.Context, s *suite, chosen []mutant) []result {
	results := make([]result, len(chosen))
	work := make(chan int)
	var workers sync.WaitGroup
	for range runtime.NumCPU() {
		workers.Go(func() {
			for i := range work {
				results[i] = chosen[i].run(ctx, s)
			}
		})
	}
	for i := range chosen {
		work <- i
	}
	close(work)
	workers.Wait()
	return results
}

func printTable(results []result) {
	for _, r := range results {
		line := fmt.Sprintf("%-8s %-10s %-62s %s", r.family, r.outcome, r.name, r.test)
		if r.note != "" {
			line += "\n                      " + r.note
		}
		fmt.Println(line)
	}
}

func printScore(results []result, took time.Duration) {
	fmt.Printf("\n%-10s %8s %8s %10s %8s %6s\n", "family", "mutants", "caught", "equivalent", "missed", "void")
	families := []string{"document", "wire", "code", "all"}
	for _, family := range families {
		counts := map[outcome]int{}
		for _, r := range results {
			if family == "all" || r.family == family {
				counts[r.outcome]++
			}
		}
		total := counts[caught] + counts[equivalent] + counts[missed] + counts[void]
		fmt.Printf("%-10s %8d %8d %10d %8d %6d\n", family, total, counts[caught], counts[equivalent], counts[missed], counts[void])
	}
	fmt.Printf("took %s\n", took.Round(time.Second))
}

func wrong(results []result) error {
	bad := 0
	for _, r := range results {
		if r.outcome == missed || r.outcome == void {
			bad++
		}
	}
	if len(results) == 0 {
		return errors.New("no mutant was tried")
	}
	if bad > 0 {
		return fmt.Errorf("%d mutants were missed or are void", bad)
	}
	return nil
}
