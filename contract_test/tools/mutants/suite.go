package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// suite is the contract suite, compiled.
type suite struct {
	root   string // of the module
	work   string // for what is made on the way
	binary string
}

func compile(ctx context.Context, root, work string) (*suite, error) {
	s := &suite{root: root, work: work, binary: filepath.Join(work, "suite")}
	return s, s.build(ctx, s.binary)
}

// build compiles the tests, with further arguments for go test.
func (s *suite) build(ctx context.Context, binary string, args ...string) error {
	args = append([]string{"test", "-c", "-ldflags=-s -w", "-vet=off", "-o", binary}, args...)
	command := exec.CommandContext(ctx, "go", append(args, "./contract_test")...) //nolint:gosec // the go tool
	command.Dir = s.root
	if message, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("does not compile: %w: %s", err, firstLines(string(message), 4))
	}
	return nil
}

// testRun is how a test ended.
type testRun struct {
	red, green bool
	output     string
}

func (r testRun) tail() string { return firstLines(r.output, 3) }

const testTimeout = 90 * time.Second

// runTest runs tests of the suite, with more in the environment.
func (s *suite) runTest(ctx context.Context, binary, test string, env ...string) (testRun, error) {
	ctx, cancel := context.WithTimeout(ctx, testTimeout)
	defer cancel()
	command := exec.CommandContext(ctx, binary, "-test.run", "^("+test+")$", "-test.v") //nolint:gosec // just compiled
	command.Dir = filepath.Join(s.root, "contract_test")
	command.Env = append(os.Environ(), env...)
	output, err := command.CombinedOutput()
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return testRun{}, fmt.Errorf("%s: %w", test, ctx.Err())
	case err != nil && !errors.As(err, &failed):
		return testRun{}, err
	}
	run := testRun{output: string(output)}
	ended := regexp.MustCompile(`(?m)^--- (PASS|FAIL): (?:` + test + `) `)
	run.red = err != nil && bytes.Contains(output, []byte("--- FAIL: ")) && strings.Contains(string(ended.Find(output)), "FAIL")
	run.green = err == nil && ended.Match(output)
	return run, nil
}

// tests lists the tests of the suite.
func (s *suite) tests(ctx context.Context) (map[string]bool, error) {
	output, err := exec.CommandContext(ctx, s.binary, "-test.list", ".").Output() //nolint:gosec // just compiled
	names := map[string]bool{}
	for name := range strings.FieldsSeq(string(output)) {
		names[name] = true
	}
	return names, err
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(strings.TrimSpace(text), "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], " | ")
}
