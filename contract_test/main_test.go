package contract_test

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if !isSet("rapid.checks") {
		_ = flag.Set("rapid.checks", "40") // of 100: enough for five operations, and quick under the race detector
	}
	goleak.VerifyTestMain(selfChecked{m})
}

// selfChecked fails a run of all tests that is green although one of them can't have been red.
type selfChecked struct{ *testing.M }

// Of a run that was told to take some of the tests only, nothing is asked, unless this is set.
const judgeAnyRun = "STREAMDL_CONTRACT_JUDGE_ANY_RUN"

func (s selfChecked) Run() int {
	code := s.M.Run()
	partial := isSet("test.run") || isSet("test.skip") || isSet("test.list")
	if code != 0 || (partial && os.Getenv(judgeAnyRun) == "") {
		return code
	}
	tests, err := testNames()
	complaints := ran.complaints(tests)
	if err != nil || len(tests) == 0 {
		complaints = append(complaints, fmt.Sprintf("the tests can't be listed: %d, %v", len(tests), err))
	}
	for _, complaint := range complaints {
		fmt.Println("self-check:", complaint)
		code = 1
	}
	return code
}

// isSet reports whether a flag was given.
func isSet(name string) bool {
	set := false
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}
