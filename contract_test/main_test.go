package contract_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if _, err := parsedDocument(); err != nil { // all the other tests would fail for the same reason
		_ = flag.Set("test.run", "^TestDocumentIsValidWithItsExamples$")
	}
	goleak.VerifyTestMain(m)
}
