package contract_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/stretchr/testify/require"
)

// tester is what expect needs of a *testing.T.
type tester interface {
	require.TestingT
	Helper()
	Error(args ...any)
	Failed() bool
	Skipped() bool
	Name() string
	Cleanup(func())
}

// expect is how every test and subtest asserts. A test that ends without having asserted anything fails.
func expect(t tester) *require.Assertions {
	t.Helper()
	return ran.expect(t)
}

// ran is what the tests of this run did.
var ran = newLedger()

// ledger takes down which tests asserted something, and which were skipped.
type ledger struct {
	mu                sync.Mutex
	asserted, skipped map[string]bool
}

func newLedger() *ledger { return &ledger{asserted: map[string]bool{}, skipped: map[string]bool{}} }

func (l *ledger) expect(t tester) *require.Assertions {
	t.Helper()
	counting := &counting{tester: t}
	t.Cleanup(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		asserted := counting.asserted.Load() > 0
		if asserted {
			l.asserted[t.Name()] = true
		}
		switch {
		case t.Skipped():
			l.skipped[t.Name()] = true
		case !asserted && !t.Failed():
			t.Error("the test ended without an assertion: it can't fail")
		}
	})
	return require.New(counting)
}

// complaints names the tests of a run that can't have failed: those that were skipped, and those of which neither they
// nor any subtest asserted anything.
func (l *ledger) complaints(tests []string) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []string
	for _, name := range slices.Sorted(maps.Keys(l.skipped)) {
		all = append(all, fmt.Sprintf("%s was skipped", name))
	}
	heard := map[string]bool{}
	for name := range l.asserted {
		top, _, _ := strings.Cut(name, "/")
		heard[top] = true
	}
	for _, name := range tests {
		if !heard[name] {
			all = append(all, fmt.Sprintf("%s asserted nothing", name))
		}
	}
	return all
}

// counting counts assertions: each of them begins by marking itself as a helper.
type counting struct {
	tester
	asserted atomic.Int64
}

func (c *counting) Helper() {
	c.asserted.Add(1)
	c.tester.Helper()
}
