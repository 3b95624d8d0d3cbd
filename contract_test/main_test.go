package contract_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	_ = flag.Set("rapid.checks", "40") // of 100: enough for a handful of operations, and quick under the race detector
	goleak.VerifyTestMain(m)
}
