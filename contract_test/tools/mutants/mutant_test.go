package mutants

import (
	"flag"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// mutant is one small change that the suite has to notice.
type mutant struct {
	family string // document, wire or code
	name   string
	test   string // the test that must go red
	// prepare makes the change, for as long as a test runs, and returns what the suite is then run against.
	prepare func(t *testing.T, s *suite) target
	source  func(root string) (original, text string, err error) // of a mutant of the code: the file, and what it becomes
}

const root = "../../.." // of the module whose suite is tried

var all = flag.Bool("all", false, "try all mutants, and not only a sample of each family, which are slow")

// TestEveryMutantIsCaught tries those that -run and -all choose.
func TestEveryMutantIsCaught(t *testing.T) {
	s := compile(t)
	every := map[string]int{"document": 4, "wire": 13, "code": 48}
	seen := map[string]int{}
	for _, m := range catalogue() {
		if seen[m.family]++; !*all && seen[m.family]%every[m.family] != 0 {
			continue
		}
		t.Run(m.family+"/"+m.name, func(t *testing.T) {
			t.Parallel()
			s.mustPassUnchanged(t, m)
			verdict, output := s.run(t, m.prepare(t, s), m.test)
			reason, equivalent := equivalents[m.name]
			switch {
			case verdict == "":
				t.Errorf("%s neither passed nor failed: %s", m.test, output)
			case verdict == "FAIL" && equivalent:
				t.Errorf("%s noticed it: take it out of equivalents (%s)", m.test, reason)
			case verdict == "PASS" && !equivalent && m.test == invalid:
				t.Errorf("%s did not notice it: add a response that only this forbids to contract_test/testdata/invalid.json", m.test)
			case verdict == "PASS" && !equivalent:
				t.Errorf("%s did not notice it", m.test)
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
		if m.source != nil {
			_, _, err := m.source(root)
			assert.NoError(t, err, "the mutant %q is of code that has changed: write it anew", m.name)
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
