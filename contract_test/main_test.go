package contract_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if !rapidIsSet() {
		_ = flag.Set("rapid.checks", "40") // of 100: enough for five operations, and quick under the race detector
	}
	goleak.VerifyTestMain(m)
}

func rapidIsSet() bool {
	set := false
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == "rapid.checks" })
	return set
}
