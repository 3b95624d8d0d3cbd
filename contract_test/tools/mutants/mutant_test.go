package mutants

import (
	"context"
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mutant is one small change that the suite has to notice.
type mutant struct {
	family    string // document, wire or code
	name      string
	test      string // the test that must go red
	operation string // of a mutant of the wire: whose responses it changes
	// try prepares the change, runs the test against it, and returns what came of it. A change that can't be made
	// is an error.
	try     func(ctx context.Context, s *suite, test string) (testRun, error)
	applies func(root string) error // of a mutant of the code: checks quickly that the change can be made
}

const root = "../../.." // of the module whose suite is tried

var all = flag.Bool("all", false, "try all mutants, and not only all of the document and a sample of the others, which are slow")

// TestEveryMutantIsCaught tries those that -run and -all choose.
func TestEveryMutantIsCaught(t *testing.T) {
	s := compile(t)
	every := map[string]int{"document": 4, "wire": 12, "code": 48}
	seen := map[string]int{}
	for _, m := range catalogue() {
		if seen[m.family]++; !*all && seen[m.family]%every[m.family] != 0 {
			continue
		}
		t.Run(m.family+"/"+m.name, func(t *testing.T) {
			t.Parallel()
			s.mustPassUnchanged(t, m)
			run, err := m.try(t.Context(), s, m.test)
			require.NoError(t, err)
			reason, equivalent := equivalents[m.name]
			switch {
			case run.red && equivalent:
				t.Errorf("%s noticed it: take it out of equivalents (%s)", m.test, reason)
			case run.green && !equivalent:
				t.Errorf("%s did not notice it", m.test)
			case !run.red && !run.green:
				t.Errorf("%s neither passed nor failed: %s", m.test, run.tail())
			}
		})
	}
}

func TestTheCatalogueIsInOrder(t *testing.T) {
	names, families := map[string]bool{}, map[string]int{}
	for _, m := range catalogue() {
		assert.False(t, names[m.name], "two mutants are called %q", m.name)
		assert.NotContains(t, m.name, "/", "it would be two names to go test -run")
		names[m.name] = true
		families[m.family]++
		if m.applies != nil {
			assert.NoError(t, m.applies(root), "the mutant %q is of code that has changed: write it anew", m.name)
		}
	}
	for _, family := range []string{"document", "wire", "code"} {
		assert.GreaterOrEqual(t, families[family], 30, family)
	}
	for name, reason := range equivalents {
		assert.True(t, names[name], "there is no mutant %q: take it out of equivalents", name)
		assert.NotEmpty(t, strings.TrimSpace(reason))
	}
}
